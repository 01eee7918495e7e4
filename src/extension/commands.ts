import * as vscode from "vscode";
import type { CopyFormat } from "../protocol/panel";
import type { Analyses } from "./documents";
import { isModelUri } from "./documents";
import { t } from "./l10n";
import type { OpenModels } from "./openModels";
import { reasonOf } from "./reason";

export interface CommandServices {
	readonly extension: vscode.Uri;
	readonly models: OpenModels;
	readonly analyses: Analyses;
	readonly log: vscode.LogOutputChannel;
}

/** What commands do, loaded with the first of them. */
const asked = () => import("./asked");

/** Every command of the extension; package.json gives their titles, and a test compares the two lists. */
export function registerCommands(services: CommandServices): vscode.Disposable {
	const { models, analyses, extension, log } = services;
	const sessions = async () => (await models.opened()).sessions;
	const open = async (document: vscode.TextDocument) => (await sessions()).open(document);

	/** The model that a command is about, or undefined after saying that there is none. */
	async function model(uri?: unknown): Promise<vscode.TextDocument | undefined> {
		if (uri instanceof vscode.Uri && isModelUri(uri)) return vscode.workspace.openTextDocument(uri);
		const document = (await sessions()).current();
		if (document) return document;
		const sample = t("Open a Sample");
		const choice = await vscode.window.showInformationMessage(t("Open a model file (*.cnn.json) first."), sample);
		return choice === sample ? (await asked()).openSample(extension) : undefined;
	}

	async function openPanel(uri?: unknown): Promise<void> {
		const document = await model(uri);
		if (!document) return;
		const { sessions, editors } = await models.opened();
		if (uri instanceof vscode.Uri) await editors.show(document); // from the explorer it may not be open yet
		sessions.open(document);
	}

	async function copySummary(format: CopyFormat): Promise<void> {
		const document = await model();
		if (document) await (await asked()).copySummary(analyses.of(document), format);
	}

	const commands: Record<string, (argument?: unknown, second?: unknown) => Promise<unknown> | unknown> = {
		"convscope.openPanel": openPanel,
		"convscope.openLedger": async (uri) => {
			const document = await model(uri);
			if (document) await (await open(document)).openView("ledger");
		},
		"convscope.experiments": async (uri) => {
			const document = await model(uri);
			if (document) await (await open(document)).openView("experiments");
		},
		"convscope.newModel": async () => (await sessions()).openNew(await (await asked()).newModel()),
		"convscope.openSample": async (file) => {
			const { openSample, openSampleFile } = await asked();
			const document =
				typeof file === "string" && /^[\w-]+\.cnn\.json$/.test(file) ? await openSampleFile(extension, file) : await openSample(extension);
			if (document) await (await sessions()).openNew(document);
		},
		"convscope.chooseInput": async (uri) => {
			const document = await model();
			if (!document) return;
			const controller = await open(document);
			await (uri instanceof vscode.Uri ? controller.pictures.useFile(uri) : controller.pictures.pick());
		},
		"convscope.chooseData": async (uri, folder) => {
			const document = await model(uri);
			if (document) await (await asked()).chooseData((await open(document)).session, folder instanceof vscode.Uri ? folder : undefined);
		},
		"convscope.reinitialise": async () => {
			const document = await model();
			if (document) (await open(document)).session.reinitialise();
		},
		"convscope.train": async (uri) => {
			const document = await model(uri);
			if (!document) return;
			const controller = await open(document);
			await controller.openView("training");
			await controller.session.training.act("start");
		},
		"convscope.pauseTraining": async (uri) => {
			const known = await sessions();
			const session = uri instanceof vscode.Uri ? known.find(uri) : (known.currentSession() ?? known.inTraining[0]);
			await session?.training.act("pause");
		},
		"convscope.trainStep": async () => {
			const document = await model();
			if (document) await (await open(document)).session.training.act("step");
		},
		"convscope.resetTraining": async () => {
			await (await sessions()).currentSession()?.training.act("reset");
		},
		"convscope.saveWeights": async (uri, place) => {
			const document = await model(uri);
			if (document) await (await asked()).saveWeights((await sessions()).of(document), place instanceof vscode.Uri ? place : undefined);
		},
		"convscope.loadWeights": async (uri, place) => {
			const document = await model(uri);
			if (document) await (await asked()).loadWeights((await sessions()).of(document), place instanceof vscode.Uri ? place : undefined);
		},
		"convscope.exportPicture": async (request, place) => {
			const document = await model();
			if (!document) return;
			const { exportPicture, pictureRequest } = await asked();
			await exportPicture(await open(document), pictureRequest(request), place instanceof vscode.Uri ? place : undefined);
		},
		"convscope.lesson": async (step) => (await asked()).openLesson(extension, await sessions(), step),
		"convscope.exportRun": async (format, place) => {
			const document = await model();
			if (document)
				await (await asked()).exportRun((await sessions()).of(document), format, place instanceof vscode.Uri ? place : undefined);
		},
		"convscope.copySummaryMarkdown": () => copySummary("markdown"),
		"convscope.copySummaryText": () => copySummary("text"),
		"convscope.copyPyTorch": () => copySummary("pytorch"),
		"convscope.revealLayer": async () => {
			const document = await model();
			if (!document) return;
			const { sessions, editors } = await models.opened();
			const controller = sessions.open(document);
			const layer = editors.layerAtCaret(controller.session);
			controller.panel.view.reveal(undefined, false);
			await controller.whenReady();
			if (layer) await controller.panel.calls.select(layer.key, true);
			else vscode.window.setStatusBarMessage(t("The caret is on no layer."), 5000);
		},
		"convscope.showLog": () => log.show(),
	};

	const registered = Object.entries(commands).map(([id, run]) =>
		vscode.commands.registerCommand(id, async (argument?: unknown, second?: unknown) => {
			try {
				await run(argument, second);
			} catch (error) {
				log.error(`${id}: ${reasonOf(error)}`);
				const show = t("Show Log");
				if ((await vscode.window.showErrorMessage(reasonOf(error), show)) === show) log.show();
			}
		}),
	);
	return vscode.Disposable.from(...registered);
}
