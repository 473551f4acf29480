/** Below it, in the bucket of models, lie the rows and the results of training jobs, for a day. */
export const TRAINING_PREFIX = 'training/';

/** Where the folders of one job lie, which its role knows whatever the job is called. @param job its name, or `*` */
export function trainingJobPrefixes(job: string) {
  return {
    /** The rows that it reads. */
    rows: `${TRAINING_PREFIX}${job}/rows/`,
    /** What SageMaker writes, `model.tar.gz` among it. */
    output: `${TRAINING_PREFIX}${job}/output/`,
  } as const;
}

/** All training jobs of an account write their lines here; SageMaker makes it. */
export const TRAINING_LOG_GROUP = '/aws/sagemaker/TrainingJobs';
