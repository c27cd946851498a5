-- What a route does besides passing calls on, see src/domain/routing/options.ts: JSON, its names left out where nothing is set.

ALTER TABLE routes ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
