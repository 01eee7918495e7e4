/**
 * Host ↔ webview. The panel is a pure function of what stands here: it asks `ready`, gets `show` (the model), asks for tiles with `want`
 * as layers come into view, gets `frame`s, and acknowledges each with `drawn`; the host has one frame in flight and sends the latest next.
 * Text and picture are one thing: `select` goes both ways. Shapes are C×H×W. Text values are English templates; the panel translates them.
 */
import * as v from "valibot";
import { LARGEST } from "../network/attribute";
import { experimentKinds } from "../network/experiment";
import type { Severity } from "../network/issue";
import type { Explanation, Group } from "../network/kind";
import type { ModelCard } from "../network/modelCard";
import type { Pair, Shape } from "../network/shape";
import type { Text } from "../network/text";
import type { TrainRecipe } from "../network/train";
import { isTrainKey } from "../network/trainKeys";
import {
	type DeriveGradientReply,
	type DeriveGradientRequest,
	type DeriveLossReply,
	type DeriveLossRequest,
	type DeriveReply,
	type DeriveRequest,
	type DeriveWeightReply,
	type DeriveWeightRequest,
	deriveGradientSchema,
	deriveLossSchema,
	deriveSchema,
	deriveWeightSchema,
} from "./derive";
import { type Drawn, drawingSchema, drawnSchema } from "./drawing";
import {
	type EngineFault,
	type InputChoice,
	inputChoiceSchema,
	type PatchReply,
	type PatchRequest,
	patchSchema,
	type SampleSheet,
	type SampleSource,
	sampleSources,
	wantsSchema,
} from "./engine";
import { type ExperimentReply, type ExperimentRequest, experimentSchema } from "./experiment";
import type { Frame, Want } from "./frame";
import { type ReachReply, type ReachRequest, reachSchema } from "./reach";
import { type TestedRequest, type TestedSheet, type TrainAction, testedSchema, trainActionSchema } from "./training";
import type { TrainingUpdate } from "./trainingUpdate";
import type { Origin } from "./weights";

/** "stale": the text around it does not parse or something above is at fault; its last good picture stays, dimmed. */
export type PanelLayerState = "ok" | "fault" | "stale";

/** A whole number of a layer, as the text has it or by default. */
export interface PanelNumber {
	readonly name: string;
	readonly value: number;
	/** False where the text leaves it to the default. */
	readonly written: boolean;
	readonly least: 0 | 1;
}

/** Asks for another value of such a number, or for the next one that fits. */
export interface NumberRequest {
	readonly layer: string;
	readonly name: string;
	readonly change: { readonly kind: "set"; readonly value: number } | { readonly kind: "step"; readonly by: 1 | -1 };
}

/** One column of the panel. Where the state is not "ok", the numbers are the last good ones, or absent. */
export interface PanelLayer {
	readonly key: string;
	readonly type: string;
	readonly id: string | undefined;
	readonly group: Group | undefined;
	readonly doc: Text | undefined;
	readonly state: PanelLayerState;
	/** Indices into `PanelModel.layers`, −1 for the input. */
	readonly inputs: readonly number[];
	readonly shape: Shape | undefined;
	readonly kernel: Pair | undefined;
	/** Shape of the weight as PyTorch keeps it ([O, I/groups, kH, kW], transposed: [I, O/groups, kH, kW], linear: [O, I]), where there is one. */
	readonly weight: Shape | undefined;
	readonly parameters: number;
	readonly macs: number;
	readonly bytes: number;
	readonly receptiveField: { readonly size: Pair; readonly stride: Pair; readonly whole: boolean } | undefined;
	readonly fullyConnected: number | undefined;
	readonly explanation: Explanation | undefined;
	/** Whole numbers that can be counted up and down in the panel. */
	readonly numbers: readonly PanelNumber[];
	/** Attributes worth showing, as written: `kernel_size 5`, `padding 2`. */
	readonly attributes: readonly (readonly [name: string, value: string])[];
	/** Line in the document, from 0. */
	readonly line: number;
	/** Layers of one convolution/activation/pool block stand close: same number, same block. */
	readonly block: number;
	readonly issues: readonly { readonly severity: Severity; readonly code: string; readonly text: Text }[];
}

export interface PanelModel {
	readonly revision: number;
	/** Name in the file, or the file's name. */
	readonly title: string;
	readonly file: string;
	readonly input: Shape | undefined;
	readonly labels: readonly string[] | undefined;
	readonly layers: readonly PanelLayer[];
	/** Issues that belong to no layer (syntax, input …), with the line. */
	readonly issues: readonly { readonly severity: Severity; readonly code: string; readonly text: Text; readonly line: number }[];
	readonly totals: {
		readonly parameters: number;
		readonly macs: number;
		readonly activationBytes: number;
		readonly parameterBytes: number;
	};
	/** False while something is at fault: what is dimmed is the last good picture. */
	readonly complete: boolean;
	readonly inputChoice: InputChoice;
	/** Pictures of one's own that can be looked at: as the text calls them, and how often some were read. */
	readonly own?: { readonly data: string; readonly times: number } | undefined;
}

/** What became of the model's file while its panel is open: no editor has it open, or it is not there any more. */
export type Gone = "closed" | "deleted";

/** What the status strip says. Nothing is shown that was not computed. */
export interface PanelStatus {
	readonly revision: number;
	readonly forwardMs: number | undefined;
	/** The last layer's numbers (float32), where they are few: class scores. */
	readonly output: ArrayBuffer | undefined;
	readonly label: string | undefined;
	/** A caption of the input: `mnist #12`, `dog.png`. */
	readonly inputName: string;
	/** Why nothing (new) was computed, or that the engine was restarted. */
	readonly notice: { readonly severity: Severity; readonly text: Text } | undefined;
	/** Why the picture shows what the file held last, and no longer follows an editor. */
	readonly gone?: Gone | undefined;
	/** How many layers have weights that are initialised (in part, at least), from a file, or trained since; undefined where it is not known. */
	readonly weights?:
		| (Readonly<Record<Origin, number>> & { readonly file: string | undefined; readonly card?: ModelCard | undefined })
		| undefined;
}

/** What the webview starts with: sent in answer to `ready`. */
export interface PanelInit {
	/** Translations (English template → reader's language); empty for English. */
	readonly strings: Readonly<Record<string, string>>;
	readonly language: string;
	/** The model's URI. The page keeps `{ uri }` in its own state (`setState`), so that VS Code can bring the panel back after a restart. */
	readonly uri: string;
	readonly view: SavedView;
	readonly model: PanelModel | undefined;
	readonly selected: string | undefined;
	/** The drawing that the view remembers was the input last: the page draws it again. */
	readonly drawn?: boolean | undefined;
}

/** How a view is exported: "shown" is the theme that is on the screen. */
export interface PictureRequest {
	readonly format: "svg" | "png";
	readonly theme: "shown" | "light" | "dark";
}

/** What is copied of a model: its table of layers, or the code that makes it in PyTorch. */
export const copyFormats = ["markdown", "text", "pytorch"] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** What the host calls in the webview. */
export interface PanelFunctions {
	show(model: PanelModel): void;
	frame(frame: Frame): void;
	status(status: PanelStatus): void;
	/** How training stands: with every news of it, and whenever the text says something else about it. */
	training(update: TrainingUpdate): void;
	/** The model's file has another URI now: what the page keeps has to name it. */
	moved(uri: string): void;
	/** The caret is on that layer (or on none). Does not scroll the editor back. `focus`: the keyboard goes on there, in the overview. */
	select(key: string | undefined, focus?: boolean): void | Promise<void>;
	/**
	 * Decodes a picture with the browser's own decoders; rejects nothing: a fault says why. `bytes` is the file as it is. With `cover`, one that
	 * is far larger is made smaller, so that it still covers that size four times.
	 */
	decodeImage(request: {
		readonly bytes: ArrayBuffer;
		readonly type: string;
		readonly name: string;
		readonly cover?: { readonly width: number; readonly height: number } | undefined;
	}): Promise<
		| { readonly ok: true; readonly width: number; readonly height: number; readonly rgba: ArrayBuffer }
		| { readonly ok: false; readonly reason: string }
	>;
	/** The view in front as a file, whole, whatever of it is scrolled out of sight. */
	picture(
		request: PictureRequest,
	): Promise<{ readonly ok: true; readonly bytes: ArrayBuffer } | { readonly ok: false; readonly reason: string }>;
	/** Brings the page into a state: what is not named stays as it is. */
	showView(change: Partial<SavedView>): void;
	/** Opens a view: from the command palette and keybindings. "training" opens the training area, whatever is shown above it. */
	openView(view: SavedView["zoom"] | "training"): void;
}

/** A value of a setting, as it stands in the text. */
export type TrainValue = v.InferOutput<typeof trainValueSchema>;

/** What the webview calls in the host. Every argument is checked with {@link hostSchemas} at the door. */
export interface HostFunctions {
	ready(): Promise<PanelInit> | PanelInit;
	/** The tiles that are in view now; replaces what was wanted before. */
	want(wants: readonly Want[]): void;
	/** The frame of that revision is on the screen. */
	drawn(revision: number): void;
	/** A layer was chosen in the panel: select it and reveal its line, focus stays in the panel unless `focus`. */
	select(key: string, focus: boolean): void;
	/** Pointer over a layer in the panel: its line glows in the editor; undefined: no layer. */
	glow(key: string | undefined): void;
	chooseInput(choice: InputChoice): void;
	/** A drawing becomes the input; resolves when it was computed and is on the screen, or cannot be. */
	draw(picture: Drawn): Promise<void>;
	/** Opens the file dialog for a picture. */
	pickImage(): void;
	/** A picture dropped onto the panel. */
	dropImage(request: { readonly name: string; readonly type: string; readonly bytes: ArrayBuffer }): void;
	samples(request: { readonly dataset: SampleSource; readonly from: number; readonly count: number }): Promise<SampleSheet | EngineFault>;
	patch(request: PatchRequest): Promise<PatchReply | EngineFault>;
	/** How one number of a layer came about. */
	derive(request: DeriveRequest): Promise<DeriveReply | EngineFault>;
	/** How the gradient of one number came about. */
	deriveGradient(request: DeriveGradientRequest): Promise<DeriveGradientReply | EngineFault>;
	/** How the loss of the picture came about. */
	deriveLoss(request: DeriveLossRequest): Promise<DeriveLossReply | EngineFault>;
	/** How the gradient of one kernel weight came about. */
	deriveWeight(request: DeriveWeightRequest): Promise<DeriveWeightReply | EngineFault>;
	/** Which numbers a number depends on, or which depend on it. */
	reach(request: ReachRequest): Promise<ReachReply | EngineFault>;
	/** Tries something with the network, which stays as it is. */
	experiment(request: ExperimentRequest): Promise<ExperimentReply | EngineFault>;
	reinitialise(): void;
	copySummary(format: CopyFormat): void;
	/** Asks how the curves of the run are to be exported, and where to. */
	exportRun(): void;
	/** Asks how the view in front is to be exported, and where to. */
	exportPicture(): void;
	/** Reveals a line of the document (an issue of the file). */
	revealLine(line: number): void;
	showLog(): void;
	/** Opens the model's text in an editor again; that of a deleted file as an unsaved one. */
	reopen(): void;
	train(action: TrainAction): void;
	/** Changes a number of a layer in the text. */
	setNumber(request: NumberRequest): void | Promise<void>;
	/** Writes a `train` section into a text that has none. */
	addTrain(): void | Promise<void>;
	/** Writes one setting of the training into the text. */
	setTrain(key: keyof TrainRecipe, value: TrainValue): void | Promise<void>;
	/** Shows the network as it was at a snapshot; null: as it is now. */
	showSnapshot(step: number | null): void;
	/** Makes that snapshot the present. */
	continueFrom(step: number): void;
	/** How single test pictures were done. */
	tested(request: TestedRequest): Promise<TestedSheet | EngineFault>;
	saveView(view: SavedView): void;
}

/** Largest image file that is read, in bytes, and most pixels that are decoded. */
export const MAX_IMAGE_BYTES = 64 * 1024 * 1024;
export const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;

const trainKeySchema = v.custom<keyof TrainRecipe>((name) => typeof name === "string" && isTrainKey(name));
const trainValueSchema = v.union([v.pipe(v.number(), v.finite()), v.pipe(v.string(), v.maxLength(4096)), v.boolean()]);

const nat = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const key = v.pipe(v.string(), v.maxLength(512));
const bytes = v.pipe(
	v.instance(ArrayBuffer),
	v.check((buffer) => buffer.byteLength <= MAX_IMAGE_BYTES),
);

/** How the panel looks; kept by the webview (its state) and by the host (per model file). Old or broken state falls back field by field. */
export const savedViewSchema = v.object({
	zoom: v.fallback(v.picklist(["overview", "layer", "pixel", "ledger", "experiments"]), "overview"),
	selected: v.fallback(v.nullish(key), undefined),
	/** Output channel looked at in the layer zoom. */
	channel: v.fallback(nat(1e9), 0),
	/** Place in that output map that the pixel zoom explains; of a vector, x alone. Undefined: its middle. */
	pixel: v.fallback(v.optional(v.object({ y: nat(1e9), x: nat(1e9) })), undefined),
	/** The range of colours: per map, per layer, or whole network. */
	scope: v.fallback(v.picklist(["map", "layer", "network"]), "layer"),
	/** Colour pair for activations; both are safe for colour-blind eyes. */
	colours: v.fallback(v.picklist(["RdBu", "PuOr"]), "RdBu"),
	scroll: v.fallback(v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())]), [0, 0]),
	/** What the carousel shows; undefined: what goes through the network comes from there. */
	dataset: v.fallback(v.optional(v.picklist(sampleSources)), undefined),
	/** Whether the training area is open; undefined: nobody has said so yet. */
	training: v.fallback(v.optional(v.boolean()), undefined),
	/** What stands beside the curves. */
	beside: v.fallback(v.picklist(["gradients", "confusion", "mistakes", "card"]), "gradients"),
	/** Which experiment is made. */
	experiment: v.fallback(v.picklist(experimentKinds), "translation"),
	/** The layer zoom shows gradients beside maps and kernels. */
	gradients: v.fallback(v.boolean(), false),
	/** What was drawn on the pad. */
	drawing: v.fallback(drawingSchema, []),
	/** The loss is drawn on a logarithmic scale. */
	logScale: v.fallback(v.boolean(), false),
	/** How much of what was before goes into each point of a smoothed curve. */
	smoothing: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.8),
});
export type SavedView = v.InferOutput<typeof savedViewSchema>;
export const defaultView: SavedView = v.parse(savedViewSchema, {});

/** The check of each host function's arguments. */
export const hostSchemas = {
	ready: v.tuple([]),
	want: v.tuple([wantsSchema]),
	drawn: v.tuple([nat(Number.MAX_SAFE_INTEGER)]),
	select: v.tuple([key, v.boolean()]),
	glow: v.tuple([v.nullish(key)]),
	chooseInput: v.tuple([inputChoiceSchema]),
	draw: v.tuple([drawnSchema]),
	pickImage: v.tuple([]),
	dropImage: v.tuple([v.object({ name: v.pipe(v.string(), v.maxLength(1024)), type: v.pipe(v.string(), v.maxLength(128)), bytes })]),
	samples: v.tuple([v.object({ dataset: v.picklist(sampleSources), from: nat(1e6), count: nat(256) })]),
	patch: v.tuple([patchSchema]),
	derive: v.tuple([deriveSchema]),
	deriveWeight: v.tuple([deriveWeightSchema]),
	deriveGradient: v.tuple([deriveGradientSchema]),
	deriveLoss: v.tuple([deriveLossSchema]),
	reach: v.tuple([reachSchema]),
	experiment: v.tuple([experimentSchema]),
	reinitialise: v.tuple([]),
	copySummary: v.tuple([v.picklist(copyFormats)]),
	exportPicture: v.tuple([]),
	exportRun: v.tuple([]),
	revealLine: v.tuple([nat(1e8)]),
	showLog: v.tuple([]),
	reopen: v.tuple([]),
	train: v.tuple([trainActionSchema]),
	setNumber: v.tuple([
		v.object({
			layer: key,
			name: v.pipe(v.string(), v.maxLength(64)),
			change: v.variant("kind", [
				v.object({ kind: v.literal("set"), value: nat(LARGEST) }),
				v.object({ kind: v.literal("step"), by: v.picklist([1, -1]) }),
			]),
		}),
	]),
	addTrain: v.tuple([]),
	setTrain: v.tuple([trainKeySchema, trainValueSchema]),
	showSnapshot: v.tuple([v.nullable(nat(Number.MAX_SAFE_INTEGER))]),
	continueFrom: v.tuple([nat(Number.MAX_SAFE_INTEGER)]),
	tested: v.tuple([testedSchema]),
	saveView: v.tuple([savedViewSchema]),
} satisfies Record<keyof HostFunctions, v.GenericSchema>;
