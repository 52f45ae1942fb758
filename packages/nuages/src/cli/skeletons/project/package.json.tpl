{
  "name": "{{ packageName }}",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "nuages runserver",
    "check": "nuages check && tsc",
    "test": "nuages test"
  },
  "dependencies": {
    "nuages": "^{{ version }}"
  },
  "devDependencies": {
    "@types/node": "^26.0.0",
    "typescript": "^7.0.0"
  },
  "engines": {
    "node": ">=24"
  }
}
