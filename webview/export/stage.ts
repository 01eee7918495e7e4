import type { Theme } from "../paint/colour";
import { printColours } from "./printColours";

/** Longest side of an exported view, in CSS pixels. */
const LONGEST = 16_000;
/** Longest wait for the pictures of what was out of view, in milliseconds. */
const PATIENCE = 15_000;

/** What the stage needs of the page. */
export interface Staged {
	/** The element that fills the page. */
	readonly host: HTMLElement;
	/** The view, below the host; undefined before the page stands. */
	main(): HTMLElement | undefined | null;
	/** Shows another theme's colours; undefined: the page's own. */
	setTheme(theme: Theme | undefined): void;
	/** Whether every picture that the view wants is there. */
	complete(): boolean;
}

/** Lets `work` see the whole view, without scrolling, in the theme that is asked for; then all is as before. */
export async function onStage<T>(
	staged: Staged,
	theme: "shown" | "light" | "dark",
	work: (main: HTMLElement) => T | Promise<T>,
): Promise<T> {
	const { host } = staged;
	const main = staged.main();
	if (!main) throw new Error("the page has no view");
	const { position, width, height } = host.style;
	const colours: Readonly<Record<string, string>> = theme === "shown" ? {} : printColours[theme];
	for (const [name, colour] of Object.entries(colours)) host.style.setProperty(name, colour);
	if (theme !== "shown") staged.setTheme(theme);
	try {
		await unfold(host, main);
		await settled(staged);
		return await work(main);
	} finally {
		for (const name of Object.keys(colours)) host.style.removeProperty(name);
		Object.assign(host.style, { position, width, height });
		staged.setTheme(undefined);
	}
}

/** Makes room until nothing has to be scrolled. What a view shows may depend on its room, so this takes a few looks. */
async function unfold(host: HTMLElement, main: HTMLElement): Promise<void> {
	for (let looks = 0; looks < 6; looks++) {
		const hidden = [...main.querySelectorAll<HTMLElement>("*")].filter((element) => /auto|scroll/.test(getComputedStyle(element).overflow));
		const lacking = (of: (element: HTMLElement) => number) => Math.max(0, ...hidden.map(of));
		const right = lacking((element) => element.scrollWidth - element.clientWidth);
		const below = lacking((element) => element.scrollHeight - element.clientHeight);
		if (right + below === 0) return;
		const room = { width: host.clientWidth + right, height: host.clientHeight + below };
		Object.assign(host.style, {
			position: "absolute",
			width: `${Math.min(LONGEST, room.width)}px`,
			height: `${Math.min(LONGEST, room.height)}px`,
		});
		await frames(3);
		if (room.width > LONGEST || room.height > LONGEST) return;
	}
}

async function settled(staged: Staged): Promise<void> {
	const until = performance.now() + PATIENCE;
	await frames(8); // views ask for their pictures when scrolling pauses
	while (!staged.complete() && performance.now() < until) await frames(4);
	await frames(3);
}

/** Resolves when the browser has drawn `count` times; a page that is not shown draws nothing, and has its turns all the same. */
async function frames(count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, 100);
			requestAnimationFrame(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}
}
