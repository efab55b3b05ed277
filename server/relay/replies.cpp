#include "server/relay/replies.hpp"

namespace ormgate {

Reply& Replies::slot() {
    if (size_ == ring_.size()) {
        std::vector<Reply> larger(ring_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i)
            larger[i] = std::move(ring_[(begin_ + i) & (ring_.size() - 1)]);
        ring_ = std::move(larger);
        begin_ = 0;
    }
    return ring_[(begin_ + size_++) & (ring_.size() - 1)];
}

void Replies::forget_syncs() {
    const std::size_t count = size_;
    for (std::size_t i = 0; i < count; ++i) {
        Reply reply = std::move(front());
        pop();
        if (reply.kind == Owed::sync) continue;
        const bool explains = reply.explains;
        push(reply.kind, reply.digest, std::move(reply.name));
        back().explains = explains;
    }
}

}  // namespace ormgate
