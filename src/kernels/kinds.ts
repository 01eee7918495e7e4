/** The kinds of `pointwise`: as POINTWISE in src/engine/simd/pointwise.ts, which a test compares. */
export const enum Kind {
	ReLU = 0,
	ReLU6 = 1,
	LeakyReLU = 2,
	Hardtanh = 3,
	Hardsigmoid = 4,
	Hardswish = 5,
	ELU = 6,
	SELU = 7,
	Sigmoid = 8,
	Tanh = 9,
	SiLU = 10,
	GELU = 11,
	GELUTanh = 12,
	Softplus = 13,
	Mish = 14,
}
