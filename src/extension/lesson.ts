import * as vscode from "vscode";
import type { SavedView } from "../protocol/panel";
import { t } from "./l10n";
import { openSampleFile } from "./samples";
import type { Sessions } from "./sessions";

const SAMPLE = "lenet.cnn.json";

/** What the panel shows at each step of the lesson: layers are LeNet's, by their place in the sample. */
const steps = {
	window: { zoom: "pixel", selected: "0", channel: 1, pixel: { y: 8, x: 9 }, gradients: false },
	kernel: { zoom: "layer", selected: "0", channel: 1, gradients: false },
	pooling: { zoom: "pixel", selected: "2", channel: 1, pixel: { y: 4, x: 4 }, gradients: false },
	translation: { zoom: "experiments", experiment: "translation", selected: "0" },
	training: { zoom: "layer", selected: "3", channel: 1, gradients: true, training: true },
} satisfies Readonly<Record<string, Partial<SavedView>>>;

type Step = keyof typeof steps;

const isStep = (step: unknown): step is Step => typeof step === "string" && Object.hasOwn(steps, step);

/** The lesson's own LeNet, as long as its document is open. */
let lesson: vscode.TextDocument | undefined;

/** Opens the sample, once, and brings its panel into the state of a step; without one, opens the walkthrough that leads through them. */
export async function openLesson(extension: vscode.Uri, sessions: Sessions, step: unknown): Promise<void> {
	if (!isStep(step)) {
		await vscode.commands.executeCommand("workbench.action.openWalkthrough", "convscope.convscope#lesson", false);
		return;
	}
	const known = lesson && !lesson.isClosed ? lesson : undefined;
	lesson = known ?? (await openSampleFile(extension, SAMPLE));
	const controller = known ? sessions.open(known) : await sessions.openNew(lesson);
	await controller.whenReady();
	await controller.panel.calls.showView(steps[step]);
	controller.panel.view.reveal(undefined, true);
	onwards(step);
}

/** The way on, in the status bar: the walkthrough lies behind the model now. Goes with the lesson's model. */
let way: vscode.StatusBarItem | undefined;

function onwards(step: Step): void {
	if (!way) {
		way = vscode.window.createStatusBarItem("convscope.lesson", vscode.StatusBarAlignment.Left);
		way.name = t("Convscope: Lesson");
		const closing = vscode.workspace.onDidCloseTextDocument((closed) => {
			if (closed !== lesson) return;
			way?.dispose();
			way = undefined;
			closing.dispose();
		});
	}
	const names = Object.keys(steps) as Step[];
	const at = names.indexOf(step);
	const next = names[at + 1];
	const place = t("Lesson {step}/{steps}", { step: at + 1, steps: names.length });
	way.text = `$(mortar-board) ${place}: ${next ? t("next step") : t("back to the steps")}`;
	way.command = { command: "convscope.lesson", title: t("Convscope: Lesson"), arguments: next ? [next] : [] };
	way.show();
}
