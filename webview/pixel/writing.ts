import { type Digits, type Expression, write } from "./expression";

/** How an expression becomes a line of signs: plain text, or LaTeX. */
interface Hand {
	number(written: string, note: string | undefined, aside: boolean): string;
	exact(value: number): string;
	readonly times: string;
	quotient(over: string, under: string): string;
	power(base: string, exponent: string): string;
	root(of: string): string;
	call(name: string, of: readonly string[]): string;
	/** A function that has a sign of its own (e to the …). */
	brackets(inner: string): string;
}

const minus = (text: string): string => text.replace("-", "−");

const plain: Hand = {
	number: (written, note, aside) => (note === undefined ? written : aside ? `(${note}: ${written})` : `${note} ${written}`),
	exact: (value) => minus(String(Number(value.toPrecision(6)))),
	times: " × ",
	quotient: (over, under) => `${over} / ${under}`,
	power: (base, exponent) => `${base}^${exponent}`,
	root: (of) => `√(${of})`,
	call: (name, of) => `${name}(${of.join(", ")})`,
	brackets: (inner) => `(${inner})`,
};

const ascii = (text: string): string => text.replaceAll("−", "-").replace(/e(-?\d+)$/, (_, power) => ` \\cdot 10^{${power}}`);
const words = (text: string): string => `\\text{${text.replace(/[\\{}$&#^_%~]/g, (sign) => `\\${sign}`)}}`;

const latex: Hand = {
	number: (text, note) => (note === undefined ? ascii(text) : `\\underbrace{${ascii(text)}}_{${words(note)}}`),
	exact: (value) => ascii(plain.exact(value)),
	times: " \\cdot ",
	quotient: (over, under) => `\\frac{${over}}{${under}}`,
	power: (base, exponent) => `${base}^{${exponent}}`,
	root: (of) => `\\sqrt{${of}}`,
	call: (name, of) =>
		/^(exp|max|log)$/.test(name) ? `\\${name}\\left(${of.join(", ")}\\right)` : `\\operatorname{${name}}\\left(${of.join(", ")}\\right)`,
	brackets: (inner) => `\\left(${inner}\\right)`,
};

/** Whether it needs brackets as a factor. */
const loose = (expression: Expression): boolean =>
	expression.kind === "quotient" || (expression.kind === "sum" && expression.terms.length > 1);

function spell(expression: Expression, digits: Digits, hand: Hand): string {
	const inner = (part: Expression) => spell(part, digits, hand);
	const tight = (part: Expression) => (loose(part) && hand === plain ? hand.brackets(inner(part)) : inner(part));
	switch (expression.kind) {
		case "number":
			return hand.number(write(expression.value, digits.style, digits.terms), expression.note, expression.aside ?? false);
		case "exact":
			return hand.exact(expression.value);
		case "sum":
			return expression.terms.map((term, nth) => summand(term, nth, digits, hand)).join(" ");
		case "product":
			return expression.factors.map((factor) => bracketed(factor, inner(factor), hand)).join(hand.times);
		case "quotient":
			return hand.quotient(tight(expression.over), tight(expression.under));
		case "power":
			return hand.power(
				loose(expression.base) ? hand.brackets(inner(expression.base)) : inner(expression.base),
				inner(expression.exponent),
			);
		case "root":
			return hand.root(inner(expression.of));
		case "minus":
			return `${hand === plain ? "−" : "-"}${inner(expression.of)}`;
		case "call":
			return hand.call(expression.name, expression.of.map(inner));
	}
}

/** A factor: sums stand in brackets, and negative numbers. */
const bracketed = (factor: Expression, written: string, hand: Hand): string =>
	(loose(factor) && (factor.kind === "sum" || hand === plain)) || /^[−-]/.test(written) ? hand.brackets(written) : written;

/** `0.12`, `+ 0.34`, `− 0.05`, `− bias 0.01`, `+ (13 more channels: −0.21)`. */
function summand(term: Expression, nth: number, digits: Digits, hand: Hand): string {
	const below = term.kind === "number" && !term.aside && (term.value < 0 || Object.is(term.value, -0));
	const negative = below || term.kind === "minus";
	const text = spell(term.kind === "minus" ? term.of : below ? { ...term, value: -term.value } : term, digits, hand);
	const minus = hand === plain ? "−" : "-";
	if (nth === 0) return negative ? `${minus}${text}` : text;
	return `${negative ? minus : "+"} ${text}`;
}

export const asText = (expression: Expression, digits: Digits): string => spell(expression, digits, plain);
export const asLatex = (expression: Expression, digits: Digits): string => spell(expression, digits, latex);

/** One number of the line in LaTeX. */
export const numberLatex = (value: number, digits: Digits): string => ascii(write(value, digits.style, digits.result));
export const functionLatex = (name: string): string => `\\operatorname{${name}}`;
