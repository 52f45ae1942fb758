# {{ projectName }}

A site made with Nuages.

```sh
npm install
npm start        # http://127.0.0.1:8000
npm test
npm run check    # system checks and types
```

New app: `npx nuages startapp blog`, then list it in `installedApps` of `{{ projectName }}/settings.ts`.
