import { elements, type Shape } from "./shape";

/** How a picture goes into a network's input: of [C, H, W] as it says; an input of [features] takes it in grey, as nearly square as their number allows. */
export const pictureShape = (input: Shape): readonly [channels: number, height: number, width: number] =>
	input.length === 3 ? (input as readonly [number, number, number]) : [1, ...nearlySquare(elements(input))];

/** What is kept of a picture for that input: grey or RGB, at its size. */
export function storedShape(input: Shape): { readonly channels: 1 | 3; readonly height: number; readonly width: number } {
	const [channels, height, width] = pictureShape(input);
	return { channels: channels === 1 ? 1 : 3, height, width };
}

/** The factors height ≤ width of a count that are closest to each other: 784 is 28×28, a prime is 1×itself. */
function nearlySquare(count: number): [height: number, width: number] {
	let height = Math.floor(Math.sqrt(count));
	while (count % height !== 0) height--;
	return [height, count / height];
}
