/** Whether there is time for what takes long (`npm run test:thorough`): every setting by itself, more databases, more kills. */
export const isThorough = process.env['THOROUGH'] === '1';
