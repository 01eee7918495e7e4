import { formatValue } from "../format";

/** A written calculation: numbers and what is done with them. It can be reckoned with rounded numbers, and written as text or LaTeX. */
export type Expression =
	/** A number of the engine's; `note` says what it is (`bias`, `13 more channels`). */
	| { readonly kind: "number"; readonly value: number; readonly note?: string | undefined; readonly aside?: boolean | undefined }
	/** A number that is written out as it is: a divisor, an attribute. */
	| { readonly kind: "exact"; readonly value: number }
	| { readonly kind: "sum"; readonly terms: readonly Expression[] }
	| { readonly kind: "product"; readonly factors: readonly Expression[] }
	| { readonly kind: "quotient"; readonly over: Expression; readonly under: Expression }
	| { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression }
	| { readonly kind: "root"; readonly of: Expression }
	/** What is taken away. */
	| { readonly kind: "minus"; readonly of: Expression }
	/** A function by name. Without `apply` it cannot be reckoned here. */
	| {
			readonly kind: "call";
			readonly name: string;
			readonly of: readonly Expression[];
			readonly apply?: ((values: readonly number[]) => number) | undefined;
	  };

export const number = (value: number, note?: string, aside?: boolean): Expression => ({ kind: "number", value, note, aside });
export const exact = (value: number): Expression => ({ kind: "exact", value });
export const sum = (...terms: readonly Expression[]): Expression => ({ kind: "sum", terms });
export const product = (...factors: readonly Expression[]): Expression => ({ kind: "product", factors });

/** What an expression gives when its numbers are rounded first; undefined where a function is not known here. */
export function reckon(expression: Expression, round: (value: number) => number): number | undefined {
	const all = (parts: readonly Expression[], fold: (values: readonly number[]) => number): number | undefined => {
		const values = parts.map((part) => reckon(part, round));
		return values.includes(undefined) ? undefined : fold(values as readonly number[]);
	};
	switch (expression.kind) {
		case "number":
			return round(expression.value);
		case "exact":
			return expression.value;
		case "sum":
			return all(expression.terms, (values) => values.reduce((a, b) => a + b, 0));
		case "product":
			return all(expression.factors, (values) => values.reduce((a, b) => a * b, 1));
		case "quotient":
			return all([expression.over, expression.under], ([over = 0, under = 0]) => over / under);
		case "power":
			return all([expression.base, expression.exponent], ([base = 0, exponent = 0]) => base ** exponent);
		case "root":
			return all([expression.of], ([of = 0]) => Math.sqrt(of));
		case "minus":
			return all([expression.of], ([of = 0]) => -of);
		case "call":
			return expression.apply && all(expression.of, expression.apply);
	}
}

/** All of the engine's numbers in an expression. */
export function numbersIn(expression: Expression): readonly number[] {
	switch (expression.kind) {
		case "number":
			return [expression.value];
		case "exact":
			return [];
		case "sum":
			return expression.terms.flatMap(numbersIn);
		case "product":
			return expression.factors.flatMap(numbersIn);
		case "quotient":
			return [...numbersIn(expression.over), ...numbersIn(expression.under)];
		case "power":
			return [...numbersIn(expression.base), ...numbersIn(expression.exponent)];
		case "root":
		case "minus":
			return numbersIn(expression.of);
		case "call":
			return expression.of.flatMap(numbersIn);
	}
}

/** How numbers are written: with so many decimals, or in powers of ten with so many digits. */
export interface Digits {
	readonly style: "fixed" | "exponent";
	readonly terms: number;
	readonly result: number;
	/** Whether the terms as they are written give the result as it is written. */
	readonly equal: boolean;
}

const written = (value: number, style: Digits["style"], digits: number): string =>
	style === "fixed" ? value.toFixed(digits) : value.toExponential(digits);

/** A number with so many digits, and a real minus sign; zero has none. */
export function write(value: number, style: Digits["style"], digits: number): string {
	if (!Number.isFinite(value)) return formatValue(value);
	const text = written(value, style, digits);
	const unsigned = Number(text) === 0 ? text.replace("-", "") : text;
	return unsigned.replace(/^-/, "−").replace(/e\+?(-?)/, (_, minus) => `e${minus ? "−" : ""}`);
}

/** One number by itself, in four digits however small it is. */
export function precise(value: number): string {
	if (value === 0) return "0";
	const { style, result } = digitsFor(number(value), value);
	return write(value, style, result);
}

/** Digits beyond which more of them say nothing about a float32. */
const FINEST = 9;

/**
 * The fewest digits with which the printed numbers add up: the terms, rounded as they are printed, give the result as it is printed. Four
 * digits of the result, where the terms have so many. `result` is the engine's own number.
 */
export function digitsFor(expression: Expression, result: number): Digits {
	const numbers = [...numbersIn(expression), result];
	const nothing = numbers.every((value) => value === 0) && (reckon(expression, (value) => value) ?? 0) === 0;
	if (nothing) return { style: "fixed", terms: 0, result: 0, equal: true };
	const sizes = numbers.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
	const power = (size: number) => Math.floor(Math.log10(size));
	const largest = power(sizes.length === 0 ? 1 : Math.max(...sizes));
	// Of a result that is much smaller than its terms, two digits more at most.
	const magnitude = result === 0 || !Number.isFinite(result) ? largest : Math.max(largest - 2, power(Math.abs(result)));
	const style = magnitude < -4 || magnitude > 6 ? "exponent" : "fixed";
	const least = style === "exponent" ? 3 : Math.max(2, 3 - magnitude);
	// Fewer only where float32's own rounding shows: terms that cancel each other.
	for (const shown of [0, 1, 2, 3, -1, -2].map((more) => least + more).filter((digits) => digits >= 1)) {
		for (let terms = shown; terms <= Math.max(shown, Math.min(FINEST, shown + 4)); terms++) {
			const round = (value: number) => (Number.isFinite(value) ? Number(written(value, style, terms)) : value);
			const reckoned = reckon(expression, round);
			if (reckoned === undefined) return { style, terms: shown, result: shown, equal: true };
			if (write(reckoned, style, shown) === write(result, style, shown)) return { style, terms, result: shown, equal: true };
		}
	}
	return { style, terms: least, result: least, equal: false };
}
