/**
 * The functions that the kernels `pointwise` and `pointwiseBackward` know, by the layer's type; their numbers are those of
 * src/kernels/kinds.ts. Parameters: LeakyReLU p = negative_slope; Hardtanh p = min_val, q = max_val; ELU p = alpha;
 * Softplus p = beta, q = threshold. GELUTanh is GELU with approximate "tanh".
 */
export const POINTWISE = {
	ReLU: 0,
	ReLU6: 1,
	LeakyReLU: 2,
	Hardtanh: 3,
	Hardsigmoid: 4,
	Hardswish: 5,
	ELU: 6,
	SELU: 7,
	Sigmoid: 8,
	Tanh: 9,
	SiLU: 10,
	GELU: 11,
	GELUTanh: 12,
	Softplus: 13,
	Mish: 14,
} as const;

export type PointwiseKind = keyof typeof POINTWISE;
