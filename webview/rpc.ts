import { type BirpcReturn, createBirpc } from "birpc";
import { unbridged } from "../src/protocol/finite";
import type { HostFunctions, PanelFunctions } from "../src/protocol/panel";

/** The part of VS Code's webview API that the panel uses. */
export interface VsCodeApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
}

export type Host = BirpcReturn<HostFunctions, PanelFunctions>;

/** Calls that need no answer; a lost one is made good by the next. */
const events: (keyof HostFunctions)[] = [
	"want",
	"drawn",
	"select",
	"glow",
	"chooseInput",
	"pickImage",
	"dropImage",
	"reinitialise",
	"copySummary",
	"exportPicture",
	"exportRun",
	"revealLine",
	"showLog",
	"reopen",
	"train",
	"setNumber",
	"addTrain",
	"setTrain",
	"showSnapshot",
	"continueFrom",
	"saveView",
];

/** An Error does not survive VS Code's bridge: its name and message cross as plain data. */
const withoutErrors = (message: { e?: unknown }): unknown =>
	message.e instanceof Error ? { ...message, e: { name: message.e.name, message: message.e.message } } : message;

/** Numbers that are not finite cross the bridge by name, in answers. */
const withNumbers = (message: { r?: unknown }): unknown => ("r" in message ? { ...message, r: unbridged(message.r) } : message);

/** Both directions of the panel's contract over VS Code's message bridge. */
export function connect(api: VsCodeApi, functions: PanelFunctions): Host {
	return createBirpc<HostFunctions, PanelFunctions>(functions, {
		post: (message) => api.postMessage(message),
		on: (listener) => window.addEventListener("message", (event) => listener(event.data)),
		serialize: withoutErrors,
		deserialize: withNumbers,
		eventNames: events,
		timeout: 30_000,
	});
}
