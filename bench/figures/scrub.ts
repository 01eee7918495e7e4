import * as vscode from "vscode";
import { api, openNewModel, panelFrame, until } from "../../test/host/support";
import type { Figure } from "../table";
import { settle } from "./clock";

const FRAMES = 240;

const model = JSON.stringify({
	input: [64, 56, 56],
	layers: [{ type: "Conv2d", out_channels: 64, kernel_size: 3, padding: 1 }, { type: "ReLU" }],
});

/** In the pixel zoom of a convolution of 64 maps of 56×56: the slider moves one pixel with every frame that the browser draws. */
export async function scrubFigures(): Promise<readonly Figure[]> {
	const { document } = await openNewModel("scrub.cnn.json", model);
	await vscode.commands.executeCommand("convscope.openPanel");
	const { sessions } = await api();
	await until("there is a session", () => sessions.find(document.uri));
	const panel = await panelFrame();
	await panel.locator('button.layer-header[data-key="0"]').click();
	const controller = await until("the panel answers", () => sessions.open(document));
	await controller.openView("pixel");
	await panel.locator("convscope-window-row").first().waitFor();
	await settle(2000);
	const { gaps, answers } = await panel.locator("convscope-pixel-zoom").evaluate(async (zoom, count) => {
		const slider = zoom.querySelector<HTMLInputElement>(".slider");
		if (!slider) throw new Error("there is no slider");
		const gaps: number[] = [];
		const answers: number[] = [];
		let text = "";
		let asked = performance.now();
		let last = await new Promise<number>(requestAnimationFrame);
		slider.value = "0";
		for (let frame = 0; frame < count; frame++) {
			slider.value = String(frame);
			slider.dispatchEvent(new Event("input", { bubbles: true }));
			const now = await new Promise<number>(requestAnimationFrame);
			gaps.push(now - last);
			last = now;
			const shown = zoom.querySelector("convscope-line")?.textContent ?? "";
			if (shown === text) continue;
			text = shown;
			answers.push(now - asked);
			asked = now;
		}
		return { gaps, answers };
	}, FRAMES);
	return [
		{ what: "pixel zoom, 64 channels of 56×56: from frame to frame while the slider moves", unit: "ms", limit: 17, samples: gaps },
		{ what: "… : from one line of arithmetic to the next", unit: "ms", limit: undefined, samples: answers },
	];
}
