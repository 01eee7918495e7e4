// What a page with the workbench tells about the tests inside it: the extension host's console, the workbench's own log, the exit code.
import { format } from "node:util";

const consoleMark = "%c[Extension Host]";

/**
 * Prints the extension host's console. `debugId` in the payload makes the workbench repeat it in the page's console as
 * "[Extension Host] …", apart from its own log. Returns what has been printed so far and a promise of the lines on their way.
 */
export function followConsole(page) {
	const state = { lines: 0, printed: Promise.resolve() };
	page.on("console", (message) => {
		if (!message.text().startsWith(consoleMark)) return;
		state.lines++;
		state.printed = state.printed.then(async () => {
			const values = await Promise.all(message.args().map((value) => value.jsonValue().catch(() => "?")));
			const pattern = String(values[0]);
			const styles = pattern.startsWith(`${consoleMark} %c`) ? 2 : 1; // arguments that only colour the text
			const text = format(pattern.replace(/^%c\[Extension Host\](?: %c|%$)?/, ""), ...values.slice(1 + styles));
			const stream = ["error", "warning"].includes(message.type()) ? process.stderr : process.stdout;
			stream.write(`${text}\n`);
		});
	});
	return state;
}

/** Collects the workbench's own log, which is shown only when a run fails. */
export async function followLog(page, onLine) {
	const lines = [];
	await page.exposeFunction("codeAutomationLog", (type, values) => {
		const line = `[${type}] ${format(...values)}`;
		lines.push(line);
		onLine?.(line);
	});
	return lines;
}

/**
 * The exit code of the tests. If the extension host dies under them (process.exit, crash, out of memory) the workbench reports 0 all
 * the same: the server's log has the truth, a moment later.
 */
export async function trueExitCode(reported, serverLog) {
	const ends = () => [...serverLog().matchAll(/Extension Host Process exited with code: (\w+), signal: (\w+)/g)].at(-1);
	for (let tries = 0; tries < 30 && !ends(); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
	const [, code, signal] = ends() ?? ["", "0", "null"];
	if (reported) return { code: reported };
	if (signal !== "null") return { code: 1, why: `the extension host was killed by ${signal} before the tests came back` };
	if (code !== "0") return { code: Number(code) || 1, why: `the extension host ended with code ${code} before the tests came back` };
	return { code: reported ?? 1 };
}
