#pragma once

namespace ormgate {

// Client is a connected client as its worker sees it. Both calls come on the worker's thread.
class Client {
public:
    virtual ~Client() = default;
    virtual void drain() = 0;  // leave as soon as no transaction is open
    virtual void stop() = 0;   // leave now
};

}  // namespace ormgate
