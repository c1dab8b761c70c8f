export { readMergeInputs, type MergeInputs } from './inputs.ts'
export { mergeImages, type Merged } from './run.ts'
export { renderMergeSummary } from './summary.ts'
