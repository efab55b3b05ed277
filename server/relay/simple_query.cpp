#include "server/relay/link.hpp"

namespace ormgate {

Link::Step Link::query(const Message& message) {
    Classifier classifier(connection()->backslash_escapes);
    if (!message.whole) {
        classifier.feed(message.body);
        stream_classifier_ = std::make_unique<Classifier>(std::move(classifier));
    } else {
        classifier.feed(message.body.substr(0, message.body.find('\0')));
        const Traits& traits = classifier.finish();
        if (!traits.plain()) return query_with_effects(message, traits);
    }
    unnamed_.id = 0;  // a Query ends the unnamed statement
    pass(message);
    replies_.push(Owed::query);
    turn_due_ = true;
    return Step::again;
}

Link::Step Link::query_with_effects(const Message& message, const Traits& traits) {
    if (!replies_.empty()) return await_replies();  // its meaning depends on how that ends
    if (auto no = refusal(traits)) return refused(message, *no);
    if (would_read_anothers_sequence(traits)) return refuse_sequence(message);
    if (traits.statements == 1 && status() != 'E') {
        const auto known =
            traits.deallocated.empty() ? names_.end() : names_.find(traits.deallocated.front());
        if (known != names_.end()) {
            names_.erase(known);
            return local_answer(message, "DEALLOCATE");
        }
        if (traits.deallocates_all && !session_.pins.has(Pin::sql_prepare)) {
            names_.clear();
            return local_answer(message, "DEALLOCATE ALL");
        }
        if (traits.discards_all && status() == 'I' && !session_.pinned() &&
            target_.pool.mode() != PoolMode::session) {
            become_fresh();
            return local_answer(message, "DISCARD ALL");
        }
    }
    if (const Step step = before(traits); step != Step::again) return step;
    const auto instead = rewritten(message.body.substr(0, message.body.find('\0')), traits);
    if (!instead) return refused(message, instead.error());
    use(traits);
    unnamed_.id = 0;
    if (*instead) {
        postgres::encode(postgres::Query{**instead}, up_);
        consume(message);
    } else {
        pass(message);
    }
    replies_.push(Owed::query, traits.translates && *instead);
    turn_due_ = true;
    return Step::again;
}

Link::Step Link::local_answer(const Message& message, std::string_view tag) {
    unnamed_.id = 0;
    postgres::encode(postgres::CommandComplete{tag}, local_);
    postgres::encode(postgres::ReadyForQuery{status()}, local_);
    consume(message);
    return Step::answer;
}

// DISCARD ALL, for a client that has left nothing on any server.
void Link::become_fresh() {
    names_.clear();
    const SettingsVector before = settings_;
    settings_ = startup_;
    report_difference(before);
}

}  // namespace ormgate
