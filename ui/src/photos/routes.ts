import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const AddPhotos = later(() => import('./AddPhotos.svelte'));
const PhotoSheet = later(() => import('./PhotoSheet.svelte'));
const PhotoWords = later(() => import('./PhotoWords.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { add_photos: AddPhotos, photo: PhotoSheet, photo_words: PhotoWords },
};
