import { statement } from '../statement.ts';

export const readEpoch = statement<{ epoch: string }>('read-epoch', `SELECT epoch FROM timeline_epoch`);
