# The service in an image of its own: Node, the code and what it depends on; runs as nobody's root on a read-only root.
FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
COPY dashboard ./dashboard
COPY src ./src
# Builds the dashboard with what only building needs, then leaves that out.
RUN npm ci && npm prune --omit=dev --ignore-scripts && rm -rf /root/.npm node_modules/node-linux-*

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY --from=install /app/dashboard/dist ./dashboard/dist
COPY package.json ./
COPY src ./src
COPY supabase/migrations ./supabase/migrations
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: signals have to reach the process itself.
CMD ["node", "--heap-growing-percent=50", "src/entry/node.ts"]
