extension Collection where Element: Sendable {
    /// What each gives, in their order.
    /// - Parameters:
    ///   - most: are made beside each other; so many that others still find a processor and a
    ///     connection.
    ///   - make: the first that throws ends all.
    public func concurrently<Made: Sendable>(
        _ most: Int = 2, _ make: @escaping @Sendable (Element) async throws -> Made
    ) async throws -> [Made] {
        try await withThrowingTaskGroup(of: (place: Int, made: Made).self) { group in
            var made: [Made?] = Array(repeating: nil, count: count)
            for (place, element) in enumerated() {
                if place >= most, let done = try await group.next() { made[done.place] = done.made }
                group.addTask { (place, try await make(element)) }
            }
            for try await done in group { made[done.place] = done.made }
            return made.compactMap(\.self)
        }
    }
}
