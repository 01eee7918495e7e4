import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Engine } from "./engines";
import { decodeLine, encodeLine, type Failed, type Opened, type Request, type Timed } from "./protocol";

/** PyTorch at its best (without, it is up to five times slower): memory stays with the process, waiting threads sleep, OpenBLAS chooses. */
const PYTORCH = {
	MALLOC_MMAP_THRESHOLD_: "2000000000",
	MALLOC_TRIM_THRESHOLD_: "2000000000",
	MALLOC_TOP_PAD_: "67108864",
	OMP_WAIT_POLICY: "PASSIVE",
};

function pytorchEnvironment(threads: number): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("OPENBLAS_"));
	const tuned = { ...PYTORCH, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
	// Debian's Python, which knows Debian's PyTorch, before any other.
	return { ...Object.fromEntries(kept), ...tuned, PATH: `/usr/bin${path.delimiter}${process.env.PATH}` };
}

/** Longest wait for one reply. */
const LIMIT_MS = 180_000;

interface Pending {
	readonly resolve: (reply: object) => void;
	readonly reject: (error: Error) => void;
}

/** An engine's process. Every call rejects with what went wrong; a process that died is started anew by the next. */
export class EngineProcess {
	readonly engine: Engine;
	#child: ChildProcess | undefined;
	#pending: Pending | undefined;
	#complaints = "";

	constructor(engine: Engine) {
		this.engine = engine;
	}

	open(file: string, batch: number, warmMs: number): Promise<Opened> {
		return this.#ask<Opened>({ do: "open", file, batch, warmMs });
	}

	time(ms: number): Promise<Timed> {
		return this.#ask<Timed>({ do: "time", ms });
	}

	/** Gives memory back; a process that cannot is ended. */
	async close(): Promise<void> {
		if (this.#child) await this.#ask({ do: "close" }).catch(() => this.end());
	}

	end(): void {
		this.#child?.kill();
		this.#child = undefined;
	}

	async #ask<Reply extends object>(request: Request): Promise<Reply> {
		const child = this.#child ?? this.#start();
		const reply = await new Promise<object>((resolve, reject) => {
			const timer = setTimeout(() => this.#fail(`no answer within ${LIMIT_MS / 1000} s`), LIMIT_MS);
			const done =
				<T>(then: (value: T) => void) =>
				(value: T) => {
					clearTimeout(timer);
					this.#pending = undefined;
					then(value);
				};
			this.#pending = { resolve: done(resolve), reject: done(reject) };
			child.stdin?.write(encodeLine(request));
		});
		if ("error" in reply) throw new Error((reply as Failed).error);
		return reply as Reply;
	}

	#start(): ChildProcess {
		const { peer, threads } = this.engine;
		const child =
			peer === "pytorch"
				? spawn("python3", [path.join(process.cwd(), "bench/engine/peers/pytorch.py"), String(threads)], {
						env: pytorchEnvironment(threads),
					})
				: spawn(process.execPath, [path.join(__dirname, "host.js"), peer, String(threads)]);
		this.#complaints = "";
		child.stderr.on("data", (text) => {
			this.#complaints = `${this.#complaints}${text}`.slice(-4000);
		});
		child.once("error", (error) => this.#fail(error.message));
		child.stdin.on("error", () => undefined); // the process is gone; "exit" tells
		child.once("exit", (code, signal) => {
			if (this.#child === child) this.#fail(this.#lastWords() ?? `it ended with ${signal ?? code}`);
		});
		createInterface({ input: child.stdout }).on("line", (line) => {
			const message = decodeLine(line);
			if (typeof message === "object" && message !== null) this.#pending?.resolve(message);
		});
		this.#child = child;
		return child;
	}

	/** The last line that a dying process wrote. */
	#lastWords(): string | undefined {
		const lines = this.#complaints.split("\n").map((line) => line.trim());
		return lines.findLast((line) => /error/i.test(line)) ?? lines.findLast((line) => line !== "");
	}

	#fail(message: string): void {
		this.end();
		this.#pending?.reject(new Error(message));
	}
}
