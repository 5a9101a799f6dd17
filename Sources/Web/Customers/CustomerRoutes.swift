import Domain
import HTTPTypes
import Operations

extension Routes {
    static let customersAPI: [APIRoute] = [
        APIRoute(.get, "/customers", ListCustomers.self),
        APIRoute(.post, "/customers", CreateCustomer.self, status: .created),
        APIRoute(.get, "/customer-doubles", ListCustomerDoubles.self),
        APIRoute(.get, "/customer-distinctions", ListDistinctions.self),
        APIRoute(.put, "/customers/{customer}/distinctions/{other}", TellCustomersApart.self),
        APIRoute(.delete, "/customers/{customer}/distinctions/{other}", ForgetDistinction.self),
        APIRoute(.put, "/customers/{customer}/merge", MergeCustomers.self),
        APIRoute(.delete, "/customers/{customer}/merge", UnmergeCustomer.self),
        APIRoute(.get, "/customers/{customer}", ShowCustomer.self),
        APIRoute(.patch, "/customers/{customer}", EditCustomer.self),
        APIRoute(.put, "/customers/{customer}", RewriteCustomer.self),
        APIRoute(.get, "/customers/{customer}/ties", ShowCustomerTies.self),
        APIRoute(.get, "/customers/{customer}/events", ListCustomerEvents.self),
    ]

    static let customersPages: [PageRoute] = [
        PageRoute(.get, "/customers", .right(.customersRead), handler: CustomerPages.list),
        PageRoute(.post, "/customers", .right(.customersWrite), handler: CustomerPages.create),
        PageRoute(.get, "/customers/export", .right(.exportRun), handler: CustomerExport.csv),
        PageRoute(.get, "/customers/new", .right(.customersWrite), handler: CustomerPages.new),
        PageRoute(
            .get, "/customers/doubles", .right(.customersRead), handler: CustomerDoublesPage.show),
        PageRoute(
            .post, "/customers/{customer}/distinction", .right(.customersWrite),
            handler: CustomerDoublesPage.tellApart),
        PageRoute(
            .post, "/customers/{customer}/distinction-removal", .right(.customersWrite),
            handler: CustomerDoublesPage.forget),
        PageRoute(
            .post, "/customers/{customer}/merge", .right(.customersWrite),
            handler: CustomerDoublesPage.merge),
        PageRoute(
            .post, "/customers/{customer}/unmerge", .right(.customersWrite),
            handler: CustomerDoublesPage.unmerge),
        PageRoute(
            .get, "/customers/{customer}", .right(.customersRead), handler: CustomerPage.show),
        PageRoute(
            .post, "/customers/{customer}", .right(.customersWrite), handler: CustomerPages.edit),
        PageRoute(
            .get, "/customers/{customer}/edit", .right(.customersWrite),
            handler: CustomerPages.showEdit),
    ]
}
