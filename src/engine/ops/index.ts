import type { Op } from "../op";
import { AdaptiveAvgPool2d } from "./AdaptiveAvgPool2d";
import { AdaptiveMaxPool2d } from "./AdaptiveMaxPool2d";
import { Add } from "./Add";
import { AvgPool2d } from "./AvgPool2d";
import { BatchNorm2d } from "./BatchNorm2d";
import { Concat } from "./Concat";
import { Conv2d } from "./Conv2d";
import { ConvTranspose2d } from "./ConvTranspose2d";
import { Dropout } from "./Dropout";
import { ELU } from "./ELU";
import { Flatten } from "./Flatten";
import { GELU } from "./GELU";
import { GroupNorm } from "./GroupNorm";
import { Hardsigmoid } from "./Hardsigmoid";
import { Hardswish } from "./Hardswish";
import { Hardtanh } from "./Hardtanh";
import { Identity } from "./Identity";
import { InstanceNorm2d } from "./InstanceNorm2d";
import { LeakyReLU } from "./LeakyReLU";
import { Linear } from "./Linear";
import { LocalResponseNorm } from "./LocalResponseNorm";
import { LogSoftmax } from "./LogSoftmax";
import { MaxPool2d } from "./MaxPool2d";
import { Mish } from "./Mish";
import { Multiply } from "./Multiply";
import { PixelShuffle } from "./PixelShuffle";
import { PReLU } from "./PReLU";
import { ReLU } from "./ReLU";
import { ReLU6 } from "./ReLU6";
import { SELU } from "./SELU";
import { Sigmoid } from "./Sigmoid";
import { SiLU } from "./SiLU";
import { Softmax } from "./Softmax";
import { Softplus } from "./Softplus";
import { Tanh } from "./Tanh";
import { Upsample } from "./Upsample";
import { ZeroPad2d } from "./ZeroPad2d";

/** Every op of the reference backend, in the order of the network's registry. The only place to add one. */
export const ops: readonly Op[] = [
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

const byType = new Map(ops.map((op) => [op.type, op]));

/** The op of that layer kind. */
export const opOf = (type: string): Op | undefined => byType.get(type);
