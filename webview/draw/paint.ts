import { type Drawn, PAD, type Stroke } from "../../src/protocol/drawing";

/** Paints a drawing, white on black as MNIST's digits are, with smooth edges, into a context of the drawing's own size. */
export function paintDrawing(
	context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
	width: number,
	height: number,
	strokes: readonly Stroke[],
): void {
	context.fillStyle = "#000";
	context.fillRect(0, 0, width, height);
	context.strokeStyle = "#fff";
	context.lineCap = "round";
	context.lineJoin = "round";
	for (const { thickness, points } of strokes) {
		context.lineWidth = (thickness / PAD) * Math.min(width, height);
		context.beginPath();
		const [x = 0, y = 0] = points;
		context.moveTo((x / PAD) * width, (y / PAD) * height);
		for (let i = 0; i < points.length; i += 2) context.lineTo(((points[i] ?? 0) / PAD) * width, ((points[i + 1] ?? 0) / PAD) * height);
		context.stroke();
	}
}

/** A drawing's pixels, for an input of that size. */
export function drawn(width: number, height: number, strokes: readonly Stroke[]): Drawn {
	const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	if (!context) throw new Error("no canvas"); // every browser that VS Code runs in has one
	paintDrawing(context, width, height, strokes);
	return { width, height, rgba: context.getImageData(0, 0, width, height).data.buffer as ArrayBuffer };
}
