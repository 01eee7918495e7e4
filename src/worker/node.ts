/** The worker's entry in Node: the engine's functions over the port to the extension host's thread. */
import { parentPort } from "node:worker_threads";
import { createBirpc } from "birpc";
import { reference } from "../engine";
import { buffersOfMessage } from "../protocol/exact";
import { serve } from "./serve";
import { warmUp } from "./warmUp";

if (!parentPort) throw new Error("worker.js runs in a worker thread only");
const port = parentPort;

warmUp(reference);
createBirpc<Record<string, never>, ReturnType<typeof serve>>(serve(), {
	post: (message: unknown) => port.postMessage(message, buffersOfMessage(message)),
	on: (receive) => port.on("message", receive),
});
