import * as fc from "fast-check";
import type { Shape } from "../../src/network/shape";
import type { Trial } from "./gradientCheck";

type Written = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const size = fc.integer({ min: 1, max: 6 });
const small = fc.integer({ min: 1, max: 3 });
const zeroTo = (max: number) => fc.integer({ min: 0, max });
/** A number for both axes, or one each. */
const pair = (one: fc.Arbitrary<number>): fc.Arbitrary<unknown> => fc.oneof(one, fc.tuple(one, one));

const maps = (channels: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 })): fc.Arbitrary<Shape> =>
	fc.tuple(small, channels, size, size);
const vector: fc.Arbitrary<Shape> = fc.tuple(small, fc.integer({ min: 1, max: 8 }));
const anyShape = fc.oneof(maps(), vector);

interface Kind {
	readonly inputs?: fc.Arbitrary<readonly Shape[]>;
	readonly training?: fc.Arbitrary<boolean>;
	readonly range?: number;
}

/** Trials of a layer with some attributes: written ones (always), and `optional` ones that may be left to their default. */
function trials(written: Written, optional: Written = {}, { inputs, training, range = 2 }: Kind = {}): fc.Arbitrary<Trial> {
	return fc
		.record({
			written: fc.record(written),
			optional: fc.record(optional, { requiredKeys: [] }),
			inputs: inputs ?? maps().map((shape) => [shape]),
			training: training ?? fc.boolean(),
			seed: fc.nat(),
		})
		.map(({ written, optional, ...rest }) => ({ ...rest, attributes: { ...written, ...optional }, range }));
}

const one = (shape: fc.Arbitrary<Shape>): fc.Arbitrary<readonly Shape[]> => shape.map((found) => [found]);

/** An activation: any shape, and numbers far enough out to reach all of its pieces. */
const activation = (optional: Written = {}): fc.Arbitrary<Trial> => trials({}, optional, { inputs: one(anyShape), range: 8 });

const softmax = trials({}, { dim: fc.constantFrom(1, -1) }, { inputs: one(anyShape) });

/** Convolutions whose channels fit their groups. */
const grouped = (more: Written): fc.Arbitrary<Trial> =>
	fc
		.tuple(small, small, small)
		.chain(([groups, ins, outs]) =>
			trials(
				{ out_channels: fc.constant(groups * outs), groups: fc.constant(groups), kernel_size: pair(small), ...more },
				{ bias: fc.boolean(), dilation: pair(fc.integer({ min: 1, max: 2 })) },
				{ inputs: one(maps(fc.constant(groups * ins))) },
			),
		);

/** Shapes that broadcast against each other along any axes; never along the batch, which all layers share. */
const broadcasting: fc.Arbitrary<readonly Shape[]> = fc
	.tuple(small, fc.tuple(small, small, small), fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 2, maxLength: 3 }))
	.map(([batch, full, flat]) => flat.map((axes): Shape => [batch, ...full.map((count, axis) => (axes[axis] ? 1 : count))]));

/** Shapes that differ along one axis alone. */
const concatenated = fc
	.tuple(small, small, small, small, fc.array(small, { minLength: 2, maxLength: 3 }), fc.constantFrom(1, 2, 3))
	.map(([batch, channels, height, width, counts, axis]): readonly [number, readonly Shape[]] => [
		axis,
		counts.map((count): Shape => [batch, channels, height, width].map((other, i) => (i === axis ? count : other))),
	]);

/** A variance near eps bends the curve too sharply for a difference quotient. */
const eps = fc.constantFrom(0.05, 0.2, 1);
const affine = { affine: fc.boolean() };
const pool = { kernel_size: pair(small), ceil_mode: fc.boolean() };
/** Train mode needs more than one number to take a variance of. */
const several = maps().map(([batch = 1, channels = 1, height = 1, width = 1]): Shape[] => [[batch, channels, height + 1, width]]);

/** How each layer kind is tried: random attributes, shapes, mode and numbers. Trials that the kind refuses are passed over. */
export const gradientTrials: Readonly<Record<string, fc.Arbitrary<Trial>>> = {
	Conv2d: fc.oneof(
		grouped({ stride: pair(small), padding: pair(zeroTo(3)) }),
		grouped({ padding: fc.constantFrom("same", "valid") }),
		grouped({ stride: fc.constant(1), padding: pair(zeroTo(4)) }),
	),
	ConvTranspose2d: grouped({ stride: pair(small), padding: pair(zeroTo(2)), output_padding: pair(zeroTo(1)) }),
	MaxPool2d: trials(pool, { stride: pair(small), padding: pair(zeroTo(1)), dilation: pair(fc.integer({ min: 1, max: 2 })) }),
	AvgPool2d: trials(pool, {
		stride: pair(small),
		padding: pair(zeroTo(1)),
		count_include_pad: fc.boolean(),
		divisor_override: fc.integer({ min: 1, max: 5 }),
	}),
	AdaptiveAvgPool2d: trials({ output_size: fc.oneof(size, fc.tuple(size, size), fc.tuple(fc.constant(null), size)) }),
	AdaptiveMaxPool2d: trials({ output_size: fc.oneof(size, fc.tuple(size, size), fc.tuple(fc.constant(null), size)) }),
	Linear: trials({ out_features: size }, { bias: fc.boolean() }, { inputs: one(fc.oneof(vector, fc.tuple(small, size, size))) }),
	Flatten: trials({}, { start_dim: fc.constantFrom(1, 2) }, { inputs: one(anyShape) }),
	ReLU: activation(),
	ReLU6: activation(),
	LeakyReLU: activation({ negative_slope: fc.constantFrom(0, 0.1, 2) }),
	PReLU: fc.oneof(
		activation(),
		fc
			.integer({ min: 1, max: 4 })
			.chain((count) => trials({ num_parameters: fc.constant(count) }, {}, { inputs: one(maps(fc.constant(count))) })),
	),
	ELU: activation({ alpha: fc.constantFrom(0.5, 2) }),
	SELU: activation(),
	GELU: activation({ approximate: fc.constantFrom("none", "tanh") }),
	SiLU: activation(),
	Mish: activation(),
	Softplus: activation({ beta: fc.constantFrom(0.5, 2), threshold: fc.constantFrom(5, 20) }),
	Sigmoid: activation(),
	Tanh: activation(),
	Hardsigmoid: activation(),
	Hardswish: activation(),
	Hardtanh: activation({ min_val: fc.constantFrom(-3, 0), max_val: fc.constantFrom(1, 6) }),
	Softmax: softmax,
	LogSoftmax: softmax,
	BatchNorm2d: trials({ eps }, { ...affine, track_running_stats: fc.boolean(), momentum: fc.constantFrom(0.3, null) }, { inputs: several }),
	GroupNorm: fc
		.tuple(small, small)
		.chain(([groups, perGroup]) =>
			trials({ eps, num_groups: fc.constant(groups) }, affine, { inputs: one(maps(fc.constant(groups * perGroup))) }),
		),
	InstanceNorm2d: trials(
		{ eps },
		{ ...affine, track_running_stats: fc.boolean(), momentum: fc.constantFrom(0.3, null) },
		{ inputs: several },
	),
	LocalResponseNorm: trials({ size, k: fc.constantFrom(0.5, 2) }, { alpha: fc.constantFrom(0.1, 2), beta: fc.constantFrom(0.5, 0.75, 2) }),
	Dropout: trials({}, { p: fc.constantFrom(0, 0.3, 0.9) }, { inputs: one(anyShape) }),
	ZeroPad2d: trials({ padding: fc.oneof(zeroTo(3), fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 4, maxLength: 4 })) }),
	Upsample: fc.oneof(
		trials({ scale_factor: fc.constantFrom(2, 0.5, 1.5, [1, 3]), mode: fc.constant("nearest") }),
		trials({ size: fc.tuple(size, size), mode: fc.constant("nearest") }),
		trials(
			{ scale_factor: fc.constantFrom(2, 0.5, 1.5, [1, 3]), mode: fc.constantFrom("bilinear", "bicubic") },
			{ align_corners: fc.boolean() },
		),
		trials({ size: fc.tuple(size, size), mode: fc.constantFrom("bilinear", "bicubic") }, { align_corners: fc.boolean() }),
	),
	PixelShuffle: small.chain((r) =>
		trials({ upscale_factor: fc.constant(r) }, {}, { inputs: one(maps(fc.constantFrom(r * r, 2 * r * r))) }),
	),
	Identity: trials({}, {}, { inputs: one(anyShape) }),
	Add: trials({}, {}, { inputs: broadcasting }),
	Multiply: trials({}, {}, { inputs: broadcasting }),
	Concat: concatenated.chain(([dim, inputs]) => trials({ dim: fc.constantFrom(dim, dim - 4) }, {}, { inputs: fc.constant(inputs) })),
};
