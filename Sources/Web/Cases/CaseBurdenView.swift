import Base
import Operations

/// The four “don't” of one case, beside it.
struct CaseBurdenView {
    let burden: JSON
    let one: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON {
        let waited = burden["waitedSeconds"]?.number ?? 0
        let again = (burden["before"]?.integer ?? 0) + (burden["after"]?.integer ?? 0)
        return [
            "waited": .string(Durations(words: words)(waited)),
            "waitsSince": visit.moment(burden["waitsSince"]),
            "transfers": burden["transfers"] ?? 0, "messages": burden["messages"] ?? 0,
            "effortScore": .optional(
                burden["effortScore"]?.number.map { JSON.number($0).text }),
            "again": .integer(again),
            "againPath": again == 0
                ? .null
                : .optional(
                    one["customer"]?.string.map { "/cases?view=all&customer=\($0)" }),
            "reopenings": burden["reopenings"] == 0 ? .null : burden["reopenings"] ?? .null,
        ]
    }
}
