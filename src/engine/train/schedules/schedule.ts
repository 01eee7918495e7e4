/** How the learning rate goes over time. The clock counts calls of the trainer's `tick`: steps or epochs, as the caller likes. */
export interface Schedule {
	/** PyTorch's name: `StepLR`. */
	readonly type: string;
	/** The rate after `t` ticks, of the optimiser's own rate `base`. */
	rate(base: number, t: number): number;
	/** What the run has come to, told at each tick; only {@link plateau} looks. */
	observe?(metric: number, base: number): void;
}
