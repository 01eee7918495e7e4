import * as vscode from "vscode";
import { t } from "./l10n";

/** The models that ship with the extension, in the order in which they are offered. */
const samples = [
	{ file: "lenet.cnn.json", label: "LeNet-5", detail: "1×28×28: convolutions, pooling and a fully connected head for handwritten digits" },
	{ file: "tiny-vgg.cnn.json", label: "Tiny VGG", detail: "3×64×64: the small network of CNN Explainer" },
	{ file: "vgg-cifar.cnn.json", label: "VGG-like (CIFAR)", detail: "3×32×32: blocks of 3×3 convolutions with batch normalisation" },
	{ file: "resnet.cnn.json", label: "Small ResNet", detail: "3×32×32: residual blocks, added to what they skip" },
	{ file: "unet.cnn.json", label: "U-Net-like", detail: "3×64×64: down, up again, and concatenated skips" },
] as const;

const started = `{
	"name": "My network",
	"input": [1, 28, 28], // channels, height, width
	"layers": [
		{ "type": "Conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1 },
		{ "type": "ReLU" },
		{ "type": "MaxPool2d", "kernel_size": 2 },
		{ "type": "Flatten" },
		{ "type": "Linear", "out_features": 10 }
	]
}
`;

/** Asks for a sample and opens a copy of it as an unsaved file. Returns undefined where nothing was chosen. */
export async function openSample(extension: vscode.Uri): Promise<vscode.TextDocument | undefined> {
	const picked = await vscode.window.showQuickPick(
		samples.map((sample) => ({ ...sample, detail: t(sample.detail) })),
		{ title: t("Open a sample model"), matchOnDetail: true },
	);
	return picked && openSampleFile(extension, picked.file);
}

/** Opens a copy of the sample of that file name as an unsaved file. */
export async function openSampleFile(extension: vscode.Uri, file: string): Promise<vscode.TextDocument> {
	const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "media", "samples", file));
	return openUnsaved(file, new TextDecoder().decode(bytes));
}

/** A new, small model as an unsaved file. */
export const newModel = (): Promise<vscode.TextDocument> => openUnsaved("model.cnn.json", started);

/** Opens text as an unsaved model in the workspace's folder, under a name that is not taken. */
async function openUnsaved(file: string, content: string): Promise<vscode.TextDocument> {
	const [stem = "model"] = file.split(".cnn.json");
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	for (let n = 1; ; n++) {
		const name = n === 1 ? file : `${stem}-${n}.cnn.json`;
		const saved = folder ? vscode.Uri.joinPath(folder, name) : undefined;
		const uri = vscode.Uri.from({ scheme: "untitled", path: saved?.path ?? name });
		const isOpen = vscode.workspace.textDocuments.some((open) => open.uri.path === uri.path);
		if (isOpen || (saved && (await exists(saved)))) continue;
		const document = await vscode.workspace.openTextDocument(uri);
		const edit = new vscode.WorkspaceEdit();
		edit.insert(uri, new vscode.Position(0, 0), content);
		await vscode.workspace.applyEdit(edit);
		await vscode.window.showTextDocument(document, { preview: false });
		return document.languageId === "jsonc" ? document : vscode.languages.setTextDocumentLanguage(document, "jsonc");
	}
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false; // stat has no other way to say so
	}
}
