// A page about something under way reads itself again every two seconds until it is over.
if (document.querySelector("[data-under-way]") !== null) setTimeout(() => location.reload(), 2000);
