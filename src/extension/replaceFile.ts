import * as vscode from "vscode";

/** Writes a file aside and then puts it in its place, so that the one before is whole until the new one is. Rejects with the first error. */
export async function replaceFile(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
	const { fs } = vscode.workspace;
	const aside = target.with({ path: `${target.path}.${Date.now().toString(36)}.part` });
	try {
		await fs.writeFile(aside, bytes);
		await fs.rename(aside, target, { overwrite: true });
	} catch (error) {
		try {
			await fs.delete(aside);
		} catch {
			// It was never made, or the disk that refused the one refuses the other: the error that counts is the first.
		}
		throw error;
	}
}
