import * as vscode from "vscode";
import type { PictureRequest } from "../protocol/panel";
import type { Controller } from "./controller";
import { t } from "./l10n";
import { reasonOf } from "./reason";
import type { Session } from "./session";
import { folderOf } from "./weights/locate";

const requests: readonly (PictureRequest & { readonly label: string })[] = [
	{ label: "SVG, light: for paper", format: "svg", theme: "light" },
	{ label: "SVG, dark", format: "svg", theme: "dark" },
	{ label: "SVG, as shown", format: "svg", theme: "shown" },
	{ label: "PNG, light: for paper", format: "png", theme: "light" },
	{ label: "PNG, dark", format: "png", theme: "dark" },
	{ label: "PNG, as shown", format: "png", theme: "shown" },
];

/** Asks for a format and a place, where they are not given, and writes the panel's view there. What goes wrong is said, and nothing is left half written. */
export async function exportPicture(controller: Controller, given?: PictureRequest, place?: vscode.Uri): Promise<void> {
	try {
		const items = requests.map((request) => ({ ...request, label: t(request.label) }));
		const request = given ?? (await vscode.window.showQuickPick(items, { title: t("Export the view") }));
		const target = request && (place ?? (await askPlace(controller.session, t("Export the view"), request.format)));
		if (target) await exportTo(controller, request, target);
	} catch (error) {
		void vscode.window.showErrorMessage(t("The view could not be exported: {reason}", { reason: reasonOf(error) }));
	}
}

/** Asks where a file about a model is to be written: beside it, under its name, unless another place is chosen. */
export function askPlace(session: Session, title: string, format: string): Thenable<vscode.Uri | undefined> {
	const folder = folderOf(session.uri);
	const name = `${session.name.replace(/\.cnn\.json$/, "")}.${format}`;
	return vscode.window.showSaveDialog({
		title,
		filters: { [format.toUpperCase()]: [format] },
		...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
	});
}

async function exportTo(controller: Controller, { format, theme }: PictureRequest, target: vscode.Uri): Promise<void> {
	await controller.whenReady();
	const picture = await controller.panel.calls.picture({ format, theme });
	if (!picture.ok) throw new Error(picture.reason);
	await controller.session.files.replace(target, new Uint8Array(picture.bytes));
	vscode.window.setStatusBarMessage(t("{name} written.", { name: target.path.split("/").at(-1) ?? format }), 5000);
}

/** What a keybinding or another extension asks for; undefined where it is none of what is offered. */
export const pictureRequest = (given: unknown): PictureRequest | undefined =>
	requests.find(
		(request) =>
			typeof given === "object" &&
			given !== null &&
			"format" in given &&
			"theme" in given &&
			given.format === request.format &&
			given.theme === request.theme,
	);
