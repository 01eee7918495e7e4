import type { LayerKind } from "./kind";
import { AdaptiveAvgPool2d } from "./layers/AdaptiveAvgPool2d";
import { AdaptiveMaxPool2d } from "./layers/AdaptiveMaxPool2d";
import { Add } from "./layers/Add";
import { AvgPool2d } from "./layers/AvgPool2d";
import { BatchNorm2d } from "./layers/BatchNorm2d";
import { Concat } from "./layers/Concat";
import { Conv2d } from "./layers/Conv2d";
import { ConvTranspose2d } from "./layers/ConvTranspose2d";
import { Dropout } from "./layers/Dropout";
import { ELU } from "./layers/ELU";
import { Flatten } from "./layers/Flatten";
import { GELU } from "./layers/GELU";
import { GroupNorm } from "./layers/GroupNorm";
import { Hardsigmoid } from "./layers/Hardsigmoid";
import { Hardswish } from "./layers/Hardswish";
import { Hardtanh } from "./layers/Hardtanh";
import { Identity } from "./layers/Identity";
import { InstanceNorm2d } from "./layers/InstanceNorm2d";
import { LeakyReLU } from "./layers/LeakyReLU";
import { Linear } from "./layers/Linear";
import { LocalResponseNorm } from "./layers/LocalResponseNorm";
import { LogSoftmax } from "./layers/LogSoftmax";
import { MaxPool2d } from "./layers/MaxPool2d";
import { Mish } from "./layers/Mish";
import { Multiply } from "./layers/Multiply";
import { PixelShuffle } from "./layers/PixelShuffle";
import { PReLU } from "./layers/PReLU";
import { ReLU } from "./layers/ReLU";
import { ReLU6 } from "./layers/ReLU6";
import { SELU } from "./layers/SELU";
import { Sigmoid } from "./layers/Sigmoid";
import { SiLU } from "./layers/SiLU";
import { Softmax } from "./layers/Softmax";
import { Softplus } from "./layers/Softplus";
import { Tanh } from "./layers/Tanh";
import { Upsample } from "./layers/Upsample";
import { ZeroPad2d } from "./layers/ZeroPad2d";

/** Every layer kind there is, in the order that documentation and completion list them. The only place to add one. */
export const kinds: readonly LayerKind[] = [
	Conv2d,
	ConvTranspose2d,
	MaxPool2d,
	AvgPool2d,
	AdaptiveAvgPool2d,
	AdaptiveMaxPool2d,
	Linear,
	Flatten,
	ReLU,
	ReLU6,
	LeakyReLU,
	PReLU,
	ELU,
	SELU,
	GELU,
	SiLU,
	Mish,
	Softplus,
	Sigmoid,
	Tanh,
	Hardsigmoid,
	Hardswish,
	Hardtanh,
	Softmax,
	LogSoftmax,
	BatchNorm2d,
	GroupNorm,
	InstanceNorm2d,
	LocalResponseNorm,
	Dropout,
	ZeroPad2d,
	Upsample,
	PixelShuffle,
	Identity,
	Add,
	Multiply,
	Concat,
];

const byType = new Map(kinds.map((kind) => [kind.type, kind]));

/** The kind of that name, spelled exactly. */
export const kindOf = (type: string): LayerKind | undefined => byType.get(type);

export const typeNames: readonly string[] = kinds.map((kind) => kind.type);
