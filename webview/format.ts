import { formatCount, formatShape, type Pair } from "../src/network/shape";

/** A real minus sign is as wide as a plus and is read as a minus. */
const signed = (written: string): string => written.replace("-", "−").replace(/e\+?(−|-)?/, (_, minus) => `e${minus ? "−" : ""}`);

/** A number of a map or kernel in about four digits: `0.4213`, `−12.35`, `1.2e−7`. */
export function formatValue(value: number): string {
	if (Number.isNaN(value)) return "NaN";
	if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
	const size = Math.abs(value);
	if (value === 0) return "0";
	if (size >= 1e5 || size < 1e-4) return signed(value.toExponential(2).replace("e+", "e"));
	const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
	return signed(Number(value.toFixed(digits)).toString());
}

/** A number for columns of numbers, with the same number of decimals as others of its size: `−0.42`, `12.3`; with `fewer` of them, `−0.4`, `12`. */
export const formatCell = (value: number, fewer = 0): string => {
	if (!Number.isFinite(value)) return formatValue(value);
	const size = Math.abs(value);
	const written = value.toFixed(Math.max(0, (size >= 100 ? 0 : size >= 10 ? 1 : 2) - fewer));
	return signed(/[1-9]/.test(written) ? written : written.replace("-", ""));
};

/** A share as per cent with one decimal: 0.9312 → `93.1 %`. */
export const formatShare = (share: number): string => {
	const percent = share * 100;
	return `${percent > 0 && percent < 0.1 ? "< 0.1" : percent.toFixed(percent === 0 || percent === 100 ? 0 : 1)} %`;
};

/** `5×5`. */
export const formatPair = (pair: Pair): string => `${formatNumber(pair[0])}×${formatNumber(pair[1])}`;

/** An integer with separators, a fraction with at most three digits. */
export const formatNumber = (value: number): string => (Number.isInteger(value) ? formatCount(value) : String(Number(value.toFixed(3))));

export { formatCount, formatShape };

/** How long something took: `9.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	const minutes = Math.floor(whole / 60);
	return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A moment (ISO 8601) in the reader's language. */
export function formatDate(when: string): string {
	const date = new Date(when);
	return Number.isNaN(date.getTime())
		? ""
		: date.toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Milliseconds of one forward pass. */
export const formatMs = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
