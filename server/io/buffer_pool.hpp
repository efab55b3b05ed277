#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ormgate {

class BufferPool;

// Buffer is a lent piece of memory; its destructor gives it back.
class Buffer {
public:
    Buffer() = default;
    Buffer(Buffer&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), memory_(std::move(other.memory_)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(pool_, other.pool_);
        std::swap(memory_, other.memory_);
        return *this;
    }
    ~Buffer() { reset(); }

    void reset() noexcept;
    std::span<std::byte> span() const;
    explicit operator bool() const { return memory_ != nullptr; }

private:
    friend class BufferPool;
    Buffer(BufferPool& pool, std::unique_ptr<std::byte[]> memory)
        : pool_(&pool), memory_(std::move(memory)) {}

    BufferPool* pool_ = nullptr;
    std::unique_ptr<std::byte[]> memory_;
};

// BufferPool is a worker's free list of equal buffers, lent to clients while they are active. One thread uses
// it, and it outlives its buffers.
class BufferPool {
public:
    explicit BufferPool(std::size_t buffer_size = 16 * 1024, std::size_t most_kept = 256)
        : buffer_size_(buffer_size), most_kept_(most_kept) {
        free_.reserve(most_kept);  // giving back must not allocate
    }
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;

    Buffer borrow();
    std::size_t buffer_size() const { return buffer_size_; }
    std::size_t free_count() const { return free_.size(); }
    std::size_t lent_count() const { return lent_; }

private:
    friend class Buffer;
    void give_back(std::unique_ptr<std::byte[]> memory) noexcept;

    std::size_t buffer_size_, most_kept_, lent_ = 0;
    std::vector<std::unique_ptr<std::byte[]>> free_;
};

inline void Buffer::reset() noexcept {
    if (memory_) pool_->give_back(std::move(memory_));
}

inline std::span<std::byte> Buffer::span() const {
    if (!memory_) return {};
    return {memory_.get(), pool_->buffer_size()};
}

inline Buffer BufferPool::borrow() {
    ++lent_;
    // The last one given back is the one still in the processor's cache.
    if (free_.empty()) return Buffer(*this, std::make_unique_for_overwrite<std::byte[]>(buffer_size_));
    auto memory = std::move(free_.back());
    free_.pop_back();
    return Buffer(*this, std::move(memory));
}

inline void BufferPool::give_back(std::unique_ptr<std::byte[]> memory) noexcept {
    --lent_;
    if (free_.size() < most_kept_) free_.push_back(std::move(memory));
}

}  // namespace ormgate
