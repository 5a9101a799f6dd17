import Base
import Domain

/// What customers complain of and what becomes of it, read from
/// `library/demonstration/complaints.yaml`.
struct DemonstrationComplaints: Sendable {
    private let matters: [JSON]
    private let courses: [JSON]
    /// The corrective action that some of the complaints led to.
    let corrective: JSON
    /// Share of those who give a score before they complain.
    let answered: Double

    init(_ library: Library) throws {
        guard let document = try library.json("demonstration/complaints.yaml") else {
            throw Refusal(.notFound, "noDemonstration")
        }
        matters = document["matters"]?.array ?? []
        courses = document["courses"]?.array ?? []
        corrective = document["corrective"] ?? .null
        answered = document["answered"]?.number ?? 0
    }

    /// A complaint as most are.
    func any(
        from customer: DemonstrationCustomer, to agent: String,
        _ chance: inout DemonstrationChance
    ) -> DemonstrationComplaint {
        DemonstrationComplaint(
            matter: chance.pick(matters) { $0["share"]?.number ?? 0 },
            deeds: deeds(of: chance.pick(courses) { $0["share"]?.number ?? 0 }),
            customer: customer, agent: agent)
    }

    /// What lies on the desk at the end, and how long before it each began.
    func standing(
        from customer: (_ place: Int) -> (DemonstrationCustomer, agent: String)
    ) -> [(ago: Span, complaint: DemonstrationComplaint)] {
        let standing = courses.filter { $0["ago"] != nil }
        return standing.enumerated().compactMap { place, course in
            guard let matter = matters.first(where: { $0["key"] == course["matter"] }) else {
                return nil
            }
            let (customer, agent) = customer(place)
            return (
                .minutes(Int64(course["ago"]?.integer ?? 0)),
                DemonstrationComplaint(
                    matter: matter, deeds: deeds(of: course), customer: customer, agent: agent)
            )
        }
    }

    /// With those of the courses that it goes through.
    private func deeds(of course: JSON) -> [JSON] {
        (course["deeds"]?.array ?? []).flatMap { deed -> [JSON] in
            guard let part = deed["course"] else { return [deed] }
            return courses.first { $0["key"] == part }.map(deeds) ?? []
        }
    }
}
