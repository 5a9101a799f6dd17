import Base
import Foundation
public import Operations
public import SQL

extension House {
    /// A house of several processes on one database: its clock begins at a moment that all know
    /// and runs faster than the real one; its chance is real, so that no two make the same id.
    public static func fast(
        _ database: any Database, epoch: Double, speed: Double, outside: Outside
    ) -> House {
        House(
            database: database, library: Project.library,
            uploadsFolder: Scratch.path("uploads"), vault: Project.vault, passwordCost: .cheap,
            outside: outside,
            clock: {
                let passed = (Date().timeIntervalSince1970 - epoch) * speed
                return TestHouse.start + Span(microseconds: Int64(passed * 1_000_000))
            },
            chance: {
                var generator = SystemRandomNumberGenerator()
                return generator.next()
            })
    }
}
