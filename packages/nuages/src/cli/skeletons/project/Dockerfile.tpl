# docker build -t {{ packageName }} .
# docker run -p 8000:8000 -e SECRET_KEY=… -e ALLOWED_HOSTS=example.org -e DATABASE_URL=… {{ packageName }}
FROM node:26-slim
ENV NODE_ENV=production DEBUG=false
WORKDIR /app
COPY package.json package-lock.json* ./
RUN npm install --omit=dev
COPY . .
USER node
EXPOSE 8000
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:8000/-/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["npx", "nuages", "serve", "0.0.0.0:8000"]
