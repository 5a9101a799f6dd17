import Base

extension InstrumentReader {
    /// A value put together from answers, whose names are not all known yet.
    struct Pending {
        let node: DocumentNode
        let key: String
        let title: Wording
        let expression: Expression
        /// Whether it is the response's score.
        let isScore: Bool
    }

    mutating func readComputed() {
        let nodes = root.list("computed")
        if nodes.count > Instrument.itemsMost {
            root.child("computed")?.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
            return
        }
        for node in nodes {
            node.allow("key", "title", "value", "score")
            let key = node.required("key")?.itemKey()
            let title = node.child("title")?.words(in: languages)
            let value = node.required("value")
            guard let key, let value, let text = value.text() else { continue }
            guard declaredComputed.insert(key).inserted else {
                node.child("key")?.fault("double", ["value": key])
                continue
            }
            do {
                let expression = try Expression(parsing: text)
                pending.append(
                    Pending(
                        node: value, key: key, title: title ?? Wording(zh: key, en: key),
                        expression: expression, isScore: node.flag("score")))
            } catch {
                note(error, at: value)
                kinds["computed.\(key)"] = .any
            }
        }
    }

    /// Takes up every computed value whose names are all known by now: from here on conditions
    /// may speak of it. Those that wait for one another are taken up one after the other.
    mutating func settleComputed() {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (place, one) in pending.enumerated().reversed()
            where one.expression.names.allSatisfy({ kinds[$0] != nil }) {
                pending.remove(at: place)
                take(one)
                isSettled = false
            }
        }
    }

    private mutating func take(_ one: Pending) {
        var type = ValueType.any
        do {
            type = try one.expression.check(Scope(kinds))
        } catch {
            note(error, at: one.node)
        }
        kinds["computed.\(one.key)"] = type
        if one.isScore {
            scoreMarks.append(.computed(computed.count))
            if ![.number, .any].contains(type) { one.node.fault("scoreNoNumber") }
        }
        computed.append(
            Instrument.Computed(
                key: one.key, title: one.title, expression: one.expression, type: type,
                itemsBefore: itemCount))
    }

    /// What is left at the end speaks of what does not exist, or of itself.
    mutating func noteUnsettled() {
        let waiting = Set(pending.map { "computed.\($0.key)" })
        for one in pending {
            let missing = one.expression.names.filter { kinds[$0] == nil }
            if missing.allSatisfy(waiting.contains) {
                one.node.fault("computedCircle", ["names": missing.joined(separator: ", ")])
                continue
            }
            let known = kinds.merging(waiting.map { ($0, ValueType.any) }) { old, _ in old }
            do {
                _ = try one.expression.check(Scope(known))
            } catch {
                note(error, at: one.node)
            }
        }
        for name in waiting { kinds[name] = .any }
    }
}
