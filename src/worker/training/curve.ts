import type { TestPoint, TrainingPoint } from "../../protocol/training";

/** Points after which neighbours are joined. */
const MOST_POINTS = 400;

/** A stretch of steps, added up. */
interface Stretch {
	step: number;
	steps: number;
	pictures: number;
	/** Sum over pictures. */
	loss: number;
	/** Undefined where targets are values. */
	correct: number | undefined;
	lr: number;
}

/** What one step, or a few, came to: `loss` is the mean over its pictures. */
export type Made = Omit<Stretch, "steps">;

/** The curve of training: means over stretches of steps that become longer as the run does, so that there are never many points. */
export class Curve {
	#stretches: Stretch[] = [];
	#open: Stretch | undefined;
	#length = 1;

	add({ step, pictures, loss, correct, lr }: Made): void {
		const one: Stretch = { step, steps: 1, pictures, loss: loss * pictures, correct, lr };
		this.#open = this.#open ? joined(this.#open, one) : one;
		if (this.#open.steps >= this.#length) this.close();
	}

	/** Ends the stretch that is being added up, so that it can be seen. */
	close(): void {
		if (this.#open) this.#stretches.push(this.#open);
		this.#open = undefined;
		if (this.#stretches.length <= MOST_POINTS) return;
		const halved: Stretch[] = [];
		for (let i = 0; i < this.#stretches.length; i += 2) {
			const [first, second] = [this.#stretches[i], this.#stretches[i + 1]];
			if (first) halved.push(second ? joined(first, second) : first);
		}
		this.#stretches = halved;
		this.#length *= 2;
	}

	/** Forgets what came after a step. */
	cut(step: number): void {
		this.#open = undefined;
		this.#stretches = this.#stretches.filter((stretch) => stretch.step <= step);
	}

	/** Goes on from points of a run before; `batch`: about how many pictures a step had. */
	restore(points: readonly TrainingPoint[], batch: number): void {
		this.#open = undefined;
		this.#stretches = points.map(({ step, loss, accuracy, lr }, i) => {
			const steps = Math.max(1, step - (points[i - 1]?.step ?? 0));
			const pictures = steps * batch;
			return { step, steps, pictures, loss: loss * pictures, correct: accuracy === undefined ? undefined : accuracy * pictures, lr };
		});
		this.#length = Math.max(1, this.#stretches.at(-2)?.steps ?? 1);
	}

	/** Points behind a step. */
	after(from: number): TrainingPoint[] {
		return this.#stretches
			.filter(({ step }) => step > from)
			.map(({ step, loss, pictures, correct, lr }) => ({
				step,
				loss: loss / pictures,
				accuracy: correct === undefined ? undefined : correct / pictures,
				lr,
			}));
	}
}

const joined = (a: Stretch, b: Stretch): Stretch => ({
	step: b.step,
	steps: a.steps + b.steps,
	pictures: a.pictures + b.pictures,
	loss: a.loss + b.loss,
	correct: a.correct === undefined || b.correct === undefined ? undefined : a.correct + b.correct,
	lr: b.lr,
});

/** Points of tests; of very many, every second one is forgotten, never the first and the last. */
export class TestCurve {
	#points: TestPoint[] = [];

	add(point: TestPoint): void {
		this.#points.push(point);
		if (this.#points.length > MOST_POINTS) this.#points = this.#points.filter((_, i) => i % 2 === 0 || i === this.#points.length - 1);
	}

	/** Goes on from points of a run before. */
	restore(points: readonly TestPoint[]): void {
		this.#points = [...points];
	}

	cut(step: number): void {
		this.#points = this.#points.filter((point) => point.step <= step);
	}

	/** Points behind a step; all, where it is 0. */
	after(from: number): TestPoint[] {
		return this.#points.filter(({ step }) => from === 0 || step > from);
	}
}
