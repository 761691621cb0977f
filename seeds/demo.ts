import type { DataSource } from 'typeorm';
import { coordinatorsOfLastResort } from './reference-data.js';

export const demoViewerOrganizationId = coordinatorsOfLastResort[1]!;

export async function seedDemo(_db: DataSource): Promise<void> {}
