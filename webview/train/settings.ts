import type { liveSettings, TrainRecipe } from "../../src/network/train";

export type Setting = (typeof liveSettings)[number];
/** In the order in which they are shown: what is changed most often first. */
export const settings = ["lr", "batch_size", "epochs", "momentum", "weight_decay"] as const satisfies readonly Setting[];

/** Which optimizers a setting means something to; those not listed: all. */
const only: Partial<Record<Setting, readonly TrainRecipe["optimizer"][]>> = { momentum: ["SGD", "RMSprop"] };

export const applies = (setting: Setting, { optimizer }: TrainRecipe): boolean => only[setting]?.includes(optimizer) ?? true;

const whole: readonly Setting[] = ["batch_size", "epochs"];

/** What was typed as a setting's value; undefined where it is none. */
export function readSetting(setting: Setting, typed: string): number | undefined {
	const value = Number(typed.trim().replace("−", "-"));
	if (typed.trim() === "" || !Number.isFinite(value) || value < 0) return undefined;
	if (whole.includes(setting)) return Number.isInteger(value) && value >= 1 && value <= 1e6 ? value : undefined;
	return value;
}

/** The next value up or down: rates go 1, 2, 5, 10; sizes double; the others go on by their own step. */
export function nextValue(setting: Setting, value: number, up: boolean): number {
	if (setting === "epochs") return Math.max(1, value + (up ? 1 : -1));
	if (setting === "batch_size") return Math.max(1, up ? value * 2 : Math.floor(value / 2));
	if (setting === "momentum") return Math.max(0, Math.min(0.99, rounded(value + (up ? 0.05 : -0.05))));
	if (value === 0) return up ? 1e-4 : 0;
	const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
	const ladder = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].map((rung) => rounded(rung * decade));
	const next = up ? ladder.find((rung) => rung > value * 1.0001) : ladder.findLast((rung) => rung < value * 0.9999);
	return next ?? value;
}

const rounded = (value: number): number => Number(value.toPrecision(6));
