/// Phrases found in a text by their longest match, in time linear in the text.
struct PhraseTree: Sendable {
    /// Child of (node, scalar).
    private var children = HashIndex()
    private var targets: [Int32] = []
    /// Of the first scalar, for the plane that nearly all text lies in.
    private var roots = [Int32](repeating: 0, count: 0x10000)
    /// Of each node: the number of the phrase that ends there, or -1.
    private var ends: [Int32] = [-1]
    private(set) var count = 0

    /// The number of the phrase; the same for the same phrase.
    mutating func insert(_ phrase: [UInt32]) -> Int {
        var node: Int32 = 0
        for (place, scalar) in phrase.enumerated() {
            if let next = child(of: node, scalar, isFirst: place == 0) {
                node = next
                continue
            }
            let next = Int32(ends.count)
            ends.append(-1)
            if place == 0, scalar < 0x10000 {
                roots[Int(scalar)] = next
            } else {
                _ = children.insert(PhraseTree.key(node, scalar))
                targets.append(next)
            }
            node = next
        }
        if ends[Int(node)] < 0 {
            ends[Int(node)] = Int32(count)
            count += 1
        }
        return Int(ends[Int(node)])
    }

    /// The number of a phrase that was inserted.
    func find(_ phrase: [UInt32]) -> Int? {
        var node: Int32 = 0
        for (place, scalar) in phrase.enumerated() {
            guard let next = child(of: node, scalar, isFirst: place == 0) else { return nil }
            node = next
        }
        let phrase = ends[Int(node)]
        return phrase < 0 ? nil : Int(phrase)
    }

    /// The longest phrase that begins at a place.
    /// - Parameter endsAt: whether a phrase may end before that place.
    @inline(__always)
    func longest(
        _ scalars: UnsafeBufferPointer<UInt32>, from start: Int, endsAt: (Int) -> Bool
    ) -> (phrase: Int, end: Int)? {
        var node: Int32 = 0
        var found: (phrase: Int, end: Int)?
        var place = start
        while place < scalars.count,
            let next = child(of: node, scalars[place], isFirst: place == start)
        {
            node = next
            place += 1
            let phrase = ends[Int(node)]
            if phrase >= 0, endsAt(place) { found = (Int(phrase), place) }
        }
        return found
    }

    /// All phrases that begin at a place.
    @inline(__always)
    func all(
        _ scalars: UnsafeBufferPointer<UInt32>, from start: Int, _ body: (Int, Int) -> Void
    ) {
        var node: Int32 = 0
        var place = start
        while place < scalars.count,
            let next = child(of: node, scalars[place], isFirst: place == start)
        {
            node = next
            place += 1
            let phrase = ends[Int(node)]
            if phrase >= 0 { body(Int(phrase), place) }
        }
    }

    @inline(__always)
    private func child(of node: Int32, _ scalar: UInt32, isFirst: Bool) -> Int32? {
        if isFirst, scalar < 0x10000 {
            let next = roots[Int(scalar)]
            return next == 0 ? nil : next
        }
        return children.find(PhraseTree.key(node, scalar)).map { targets[$0] }
    }

    private static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 {
        Hash.add(UInt64(UInt32(bitPattern: node)) << 32, UInt64(scalar))
    }
}
