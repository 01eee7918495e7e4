import * as vscode from "vscode";

/** The folders that the panel may load from. */
export const panelRoots = (extension: vscode.Uri): vscode.Uri[] => [
	vscode.Uri.joinPath(extension, "dist", "webview"),
	vscode.Uri.joinPath(extension, "media"),
];

/**
 * The panel's page: one element, one script (a module; what it imports carries its nonce), a policy that allows nothing else. Text never stands in here; it arrives as data.
 */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, nonce: string, language: string): string {
	const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${webview.cspSource}`,
		`font-src ${webview.cspSource}`,
		`img-src ${webview.cspSource} data: blob:`,
	].join("; ");
	return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("main.css")}">
<title>Convscope</title>
</head>
<body>
<convscope-panel></convscope-panel>
<script type="module" nonce="${nonce}" src="${file("main.js")}"></script>
</body>
</html>`;
}

const escapeAttribute = (value: string): string => value.replace(/[^\w-]/g, "");

/** 128 random bits from the platform's cryptographic generator, in hexadecimal. */
export function makeNonce(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
