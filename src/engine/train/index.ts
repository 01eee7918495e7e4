/**
 * Training, by PyTorch's names, defaults and formulas.
 *
 *     model.compile(graph, { seed: 7, batch: 32, gradients: true });
 *     const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser: new Optimiser(optimisers.SGD, { lr: 0.05 }) }, 7);
 *     for (const indices of inBatches(epochOrder(dataset.count, 7, epoch), 32)) {
 *       const { inputs, targets } = gather(dataset, indices, graph.input);
 *       const { loss, correct } = trainer.step(inputs, targets);
 *     }
 */
export { type Batch, gather } from "./batch";
export { type Broken, firstBroken } from "./broken";
export { type Clip, clipNorm, clipValue, gradientNorm } from "./clip";
export { differentiate } from "./differentiate";
export { type LossName, losses } from "./losses";
export { type Criterion, itemShape, type Reduced, type Reduction, reduced, type Target } from "./losses/loss";
export { type OptimiserName, optimisers } from "./optimisers";
export { type CommonSettings, Optimiser, type Rule, State } from "./optimisers/optimiser";
export { epochOrder, inBatches } from "./order";
export { type ScheduleName, schedules } from "./schedules";
export type { Schedule } from "./schedules/schedule";
export { type Clocks, type Score, type StepPart, type StepResult, Trainer, type TrainerSettings } from "./trainer";
