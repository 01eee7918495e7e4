import * as vscode from "vscode";

/** Files in memory behind a scheme of their own, as a virtual workspace has them; or read-only, as an archive is. */
export class MemoryFiles implements vscode.FileSystemProvider, vscode.Disposable {
	private readonly files = new Map<string, Uint8Array>();
	private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.changed.event;
	private readonly registration: vscode.Disposable;

	constructor(
		readonly scheme: string,
		private readonly readonly: boolean,
	) {
		this.registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: readonly, isCaseSensitive: true });
	}

	/** Puts a file there, whoever may write. */
	put(name: string, text: string): vscode.Uri {
		const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}` });
		this.files.set(uri.path, new TextEncoder().encode(text));
		return uri;
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		if (uri.path === "/") return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
		return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).length };
	}

	readDirectory(): [string, vscode.FileType][] {
		return [...this.files.keys()].map((path) => [path.slice(1), vscode.FileType.File]);
	}

	readFile(uri: vscode.Uri): Uint8Array {
		const bytes = this.files.get(uri.path);
		if (!bytes) throw vscode.FileSystemError.FileNotFound(uri);
		return bytes;
	}

	writeFile(uri: vscode.Uri, content: Uint8Array): void {
		if (this.readonly) throw vscode.FileSystemError.NoPermissions(uri);
		this.files.set(uri.path, content);
		this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
	}

	delete(uri: vscode.Uri): void {
		this.files.delete(uri.path);
		this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
	}

	rename(from: vscode.Uri, to: vscode.Uri): void {
		this.writeFile(to, this.readFile(from));
		this.delete(from);
	}

	createDirectory(uri: vscode.Uri): void {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	dispose(): void {
		this.registration.dispose();
		this.changed.dispose();
	}
}
