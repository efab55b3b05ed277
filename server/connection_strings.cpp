#include "server/connection_strings.hpp"

namespace ormgate {

std::string connection_strings(const ListenSettings& listening, std::string_view path) {
    const ListenerSettings& postgres = listening.postgres;
    if (!postgres.enabled) return {};
    const std::string port = std::to_string(postgres.port);
    const std::string target = "app@" + postgres.address + ":" + port + "/app";
    return "\normgate serves the file " + std::string(path) +
           " as database app. To use it, no password needed:\n\n" + "  psql        psql postgresql://" +
           target + "\n" +
           "  Django      DATABASES = {\"default\": {\"ENGINE\": \"django.db.backends.postgresql\", "
           "\"NAME\": \"app\",\n" +
           "                  \"USER\": \"app\", \"HOST\": \"" + postgres.address + "\", \"PORT\": \"" +
           port + "\"}}\n" + "  SQLAlchemy  create_engine(\"postgresql+psycopg2://" + target + "\")\n\n";
}

}  // namespace ormgate
