import type { JSHandle, Page } from "playwright-core";

/**
 * Times that several processes take of one event: the wall clock, in milliseconds since 1970, to the millisecond. The page, the webview and
 * the extension host have no other clock in common.
 */
export type Time = number;

/** A time that will be taken inside a page. Waiting for it from outside takes longer than what is measured, and does not count. */
export type Watch = JSHandle<{ readonly time: Promise<Time> }>;

/** The time that a watch has taken. */
export const timeOf = (watch: Watch): Promise<Time> => watch.evaluate(({ time }) => time);

/** Watches for the next key that reaches the page: the time of the key itself, before anybody has handled it. */
export function nextKey(page: Page): Promise<Watch> {
	return page.evaluateHandle(() => ({
		time: new Promise<number>((resolve) => {
			const heard = (event: KeyboardEvent) => resolve(Date.now() - (performance.now() - event.timeStamp));
			window.addEventListener("keydown", heard, { capture: true, once: true });
		}),
	}));
}

/** Lets everything that the last keystroke set off come to its end, so that samples do not overlap. */
export const settle = (ms = 250): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
