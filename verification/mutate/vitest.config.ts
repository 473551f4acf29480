import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { isRoom, ROOMS } from './rooms.ts';

/** Names the room for the processes that run its tests. */
export const ROOM_VARIABLE = 'WEIR_MUTATED_ROOM';

const room = process.env[ROOM_VARIABLE] ?? '';
const folders = isRoom(room) ? ROOMS[room] : [];

const config = mergeConfig(base, defineConfig({}));
config.test.include = folders.map((folder) => `test/${folder}/**/*.test.ts`);
export default config;
