/** What is known of how weights came about: read from a file's metadata, or told of a run. What is absent is not known. */
export interface ModelCard {
	/** The network's name. */
	readonly name?: string | undefined;
	readonly data?: string | undefined;
	readonly loss?: string | undefined;
	readonly optimizer?: string | undefined;
	readonly lr?: number | undefined;
	readonly batchSize?: number | undefined;
	readonly seed?: number | undefined;
	readonly epochs?: number | undefined;
	readonly steps?: number | undefined;
	/** Shares of the test pictures that were right: the best one, and the last. */
	readonly bestAccuracy?: number | undefined;
	readonly lastAccuracy?: number | undefined;
	readonly seconds?: number | undefined;
	/** ISO 8601: when it was saved, or when the run began. */
	readonly when?: string | undefined;
}
